{#
    Raw rows (columns of source_rows), once as they are (is_raw) and once with version_exclusion where
    their version is not the one that counts: the source did not know it by the as-of date, a newer one
    replaced it, or it says that the record is gone.
#}
{% macro classified_rows(relation, key) -%}
    select *, 1 as row_count, true as is_raw, cast(null as varchar) as version_exclusion
    from {{ relation }}

    union all

    select
        *,
        1 as row_count,
        false as is_raw,
        case
            when changed_at >= {{ known_before() }} then 'after_as_of'
            when row_number() over (
                partition by {{ key | join(', ') }}, changed_at < {{ known_before() }}
                order by
                    changed_at desc, _loaded_at desc, _source_file desc, _source_position desc
            ) > 1 then 'superseded'
            when is_deleted then 'deleted'
        end as version_exclusion
    from {{ relation }}
{%- endmacro %}

{#
    The same, added up, of a source whose newest versions are kept in the model `known` (newest_versions):
    raw rows as they are, and what became of them: not known yet, replaced, deleted, excluded by one of
    `excluded` (pairs of an exclusion and its condition; the first that holds counts), or in the fact. A
    raw row that `known` missed is in the first and not in the second.

    Rows are `records` in the conditions, in `currency` and in `join`, by which versions, and where they
    have a currency raw rows too, get what a record does not say itself. Replaced versions are of the
    currency of the newest one, unless each has its own: then `key` finds them.
#}
{% macro accounted_totals(
    relation, known, columns=[], measures=[], changed_at=['changed_at'], deleted='is_deleted',
    excluded=[], join='', currency=none, key=none
) -%}
    {%- set is_later = 'records.changed_at >= ' ~ known_before() -%}
    {%- set conditions = [['deleted', 'records.is_deleted']] + excluded -%}
    select
        {{ 'arrived.currency_code, ' if currency }}
        sides.is_raw,
        case when not sides.is_raw then 'after_as_of' end as exclusion_name,
        arrived.row_count
        {%- for measure in measures %},
        arrived.{{ measure }}
        {%- endfor %}
    from (
        select
            {{ currency ~ ' as currency_code, ' if currency }}{{ is_later }} as is_later,
            {{ sums_of_records(measures) }}
        from (
            {{ source_rows(relation, columns, changed_at, deleted) }}
        ) as records
        {{ join if currency }}
        group by {{ currency ~ ', ' if currency }}{{ is_later }}
    ) as arrived
    inner join (select true as is_raw union all select false as is_raw) as sides
        on sides.is_raw or arrived.is_later

    union all

    select
        {{ 'currency_code, ' if currency }}
        false,
        case
            {%- for name, condition in conditions %}
            when is_excluded_{{ loop.index }} then '{{ name }}'
            {%- endfor %}
        end,
        row_count
        {%- for measure in measures %},
        {{ measure }}
        {%- endfor %}
    from (
        select
            {{ currency ~ ' as currency_code,' if currency }}
            {%- for name, condition in conditions %}
            {{ condition }} as is_excluded_{{ loop.index }},
            {%- endfor %}
            {{ sums_of_records(measures) }}
        from {{ known }} as records
        {{ join }}
        where records._version_count > 0
        group by {{ currency ~ ', ' if currency }}{{ conditions | map(attribute=1) | join(', ') }}
    ) as newest

    union all
    {% if key is none %}
    select
        {{ currency ~ ', ' if currency }}
        false,
        'superseded',
        sum(records._version_count - 1)
        {%- for measure in measures %},
        sum(records._all_{{ measure }} - coalesce(records.{{ measure }}, 0))
        {%- endfor %}
    from {{ known }} as records
    {{ join if currency }}
    where records._version_count > 1
    {%- else %}
    {%- set types = existing_columns(relation).types %}
    {%- set key_columns = [] %}
    {%- for source_name, name, type in columns if name in key %}
        {%- do key_columns.append(typed_column(types, source_name, type)) %}
    {%- endfor %}
    {%- set row_columns = [
        typed_column(types, '_load_id', 'varchar'), typed_column(types, '_source_file', 'varchar'),
        typed_column(types, '_source_position', 'bigint'),
    ] %}
    {%- set replaced -%}
        inner join (
            select
                {{ row_hash(key) }} as key_hash,
                {{ row_hash(['_load_id', '_source_file', '_source_position']) }} as newest_hash
            from {{ known }}
            where _version_count > 1
        ) as replaced
            on {{ row_hash(key_columns) }} = key_hash
            and {{ row_hash(row_columns) }} <> newest_hash
    {%- endset %}
    select
        {{ currency ~ ', ' if currency }}
        false,
        'superseded',
        {{ sums_of_records(measures) }}
    from (
        {{ source_rows(relation, columns, changed_at, deleted, replaced) }}
    ) as records
    where not ({{ is_later }})
    {%- endif %}
    {{ 'group by ' ~ currency if currency }}
    having count(*) > 0
{%- endmacro %}

{% macro sums_of_records(measures) -%}
    count(*) as row_count
    {%- for measure in measures %},
    sum(records.{{ measure }}) as {{ measure }}
    {%- endfor %}
{%- endmacro %}

{# Joins to `records` those of `known` (newest_versions) that stand, as `alias` with `hash` of their `id`. #}
{% macro standing_records_join(known, alias, id, hash) -%}
left join (
    select {{ row_hash([id]) }} as {{ hash }}
    from {{ known }}
    where
        _version_count > 0
        and not is_deleted
        and {{ id }} is not null
) as {{ alias }}
    on {{ row_hash(['records.' ~ id]) }} = {{ alias }}.{{ hash }}
{%- endmacro %}
