{#
    The newest version of each key that the source knew at the end of the as-of date, without
    records that were deleted by then. `relation` has the columns of source_rows; rows of one key and
    one changed_at are told apart by their loads, then by their places in the files.
#}
{% macro known_versions(relation, key, changed_at='changed_at', deleted='is_deleted') -%}
    select *
    from ({{ ranked_versions(relation, key, changed_at) }}) as ranked
    where
        version_rank = 1
        and not {{ deleted }}
{%- endmacro %}

{# The same with every record, also deleted ones. #}
{% macro latest(relation, key, changed_at='changed_at') -%}
    select *
    from ({{ ranked_versions(relation, key, changed_at) }}) as ranked
    where version_rank = 1
{%- endmacro %}

{# The known versions of `relation` with version_rank: 1 for the newest of a key. #}
{% macro ranked_versions(relation, key, changed_at='changed_at') -%}
    select
        *,
        row_number() over (
            partition by {{ key | join(', ') }}
            order by
                {{ changed_at }} desc, _loaded_at desc, _source_file desc, _source_position desc
        ) as version_rank
    from {{ relation }}
    where {{ changed_at }} < {{ known_before() }}
{%- endmacro %}

{# Every known version once, with version_number from 1 for the first, and next_changed_at. #}
{% macro all_versions(relation, key, changed_at='changed_at') -%}
    select
        *,
        cast(
            row_number() over (
                partition by {{ key | join(', ') }}
                order by {{ changed_at }}, _loaded_at, _source_file, _source_position
            ) as integer
        ) as version_number,
        lead({{ changed_at }}) over (
            partition by {{ key | join(', ') }}
            order by {{ changed_at }}, _loaded_at, _source_file, _source_position
        ) as next_changed_at
    from {{ relation }}
    where {{ changed_at }} < {{ known_before() }}
{%- endmacro %}

{# The UTC instant at which the day after the as-of date begins in the reporting time zone. #}
{% macro known_before() -%}
    {{ utc_instant("(" ~ as_of_date() ~ " + interval '1' day)") }}
{%- endmacro %}

{# True of an instant on the as-of date or before, and of none: tests name records without their time. #}
{% macro happened_by_then(instant) -%}
    coalesce({{ instant }} < {{ known_before() }}, true)
{%- endmacro %}

{# The UTC timestamp of a local timestamp, or of a day's beginning, in the reporting time zone. #}
{% macro utc_instant(local_timestamp) -%}
    {{ return(adapter.dispatch('utc_instant', 'granary')(local_timestamp)) }}
{%- endmacro %}

{% macro default__utc_instant(local_timestamp) -%}
    cast(
        cast({{ local_timestamp }} as timestamp)
        at time zone '{{ var("reporting_timezone") }}' at time zone 'UTC' as timestamp
    )
{%- endmacro %}

{% macro trino__utc_instant(local_timestamp) -%}
    cast(
        with_timezone(
            cast({{ local_timestamp }} as timestamp(6)), '{{ var("reporting_timezone") }}'
        ) at time zone 'UTC' as timestamp(6)
    )
{%- endmacro %}
