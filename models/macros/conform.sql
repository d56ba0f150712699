{#
    The named columns of one entity from every configured system that supplies it, with
    source_system in front. `columns` maps names to types (text, date, timestamp, boolean, integer,
    bigint, amount, rate); a plain list of names leaves types as they are. Each system's part is the
    model int_<system>__<entity>; which systems supply which entity stands in the var `conforming`.
    With types, an entity that no configured system supplies is an empty relation.
#}
{% macro conform(entity, columns) -%}
    {%- set systems = [] -%}
    {%- for system in var('conforming')[entity] -%}
        {%- if system in var('sources') -%}{%- do systems.append(system) -%}{%- endif -%}
    {%- endfor -%}
    {%- if systems | length == 0 and columns is not mapping -%}
        {{ exceptions.raise_compiler_error(
            'No configured source system supplies "' ~ entity ~ '": var sources is '
            ~ var('sources') ~ ', var conforming lists ' ~ var('conforming')[entity]
        ) }}
    {%- endif -%}
    {%- for system in systems %}
    select
        cast('{{ system }}' as varchar) as source_system,
        {%- for column in columns %}
        {{ conformed_column(column, columns) }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_' ~ system ~ '__' ~ entity) }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}
    {%- if systems | length == 0 %}
    select
        cast(null as varchar) as source_system,
        {%- for column in columns %}
        cast(null as {{ sql_type(columns[column]) }}) as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from (select 1 as nothing) as no_system
    where 1 = 0
    {%- endif %}
{%- endmacro %}

{% macro conformed_column(column, columns) -%}
    {%- if columns is mapping -%}
        cast({{ column }} as {{ sql_type(columns[column]) }}) as {{ column }}
    {%- else -%}
        {{ column }}
    {%- endif -%}
{%- endmacro %}
