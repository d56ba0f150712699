{#
    Takes rows out of an incremental fact that a full build would not have: what they stand for was
    deleted or cancelled, or its system is no longer configured. `key` maps the columns that tell rows
    of an entity apart to their types; the fact has them by the same names.
#}
{% macro delete_gone_rows(entity, key) -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where not exists (
        select 1
        from ({{ conform(entity, key) }}) as present
        where
            present.source_system = {{ this }}.source_system
            {%- for column in key %}
            and present.{{ column }} = {{ this }}.{{ column }}
            {%- endfor %}
    )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{# Takes days out of the daily pipeline that a full build would not have. #}
{% macro delete_gone_opportunities() -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where
        date_day > {{ as_of_date() }}
        or opportunity_key not in (
            select opportunity_key from {{ ref('fct_opportunity') }}
        )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{#
    The rows of `relation` that are new or another one than the table was built of, with _version_mark:
    a number made of `columns`, by which they are compared, which are all that a row is made of. `key`
    tells rows apart, in the table by the same names. In a full build all rows.
#}
{% macro changed_rows(relation, key, columns) -%}
select {{ relation }}.*
from (
    select
        *,
        {{ row_hash(columns) }} as _version_mark
    from {{ relation }}
) as {{ relation }}
{%- if is_incremental() %}
left join (
    select {{ key | join(', ') }}, _version_mark
    from {{ this }}
) as built
    on {% for column in key -%}
        {{ relation }}.{{ column }} = built.{{ column }} and {% endfor -%}
    {{ relation }}._version_mark = built._version_mark
where built._version_mark is null
{%- endif %}
{%- endmacro %}
