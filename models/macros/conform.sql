{#
    The named columns of one entity from every configured system that supplies it, with
    source_system in front. Each system's part is the model int_<system>__<entity>; which systems
    supply which entity stands in the var `conforming`.
#}
{% macro conform(entity, columns) -%}
    {%- set systems = [] -%}
    {%- for system in var('conforming')[entity] -%}
        {%- if system in var('sources') -%}{%- do systems.append(system) -%}{%- endif -%}
    {%- endfor -%}
    {%- if systems | length == 0 -%}
        {{ exceptions.raise_compiler_error(
            'No configured source system supplies "' ~ entity ~ '": var sources is '
            ~ var('sources') ~ ', var conforming lists ' ~ var('conforming')[entity]
        ) }}
    {%- endif -%}
    {%- for system in systems %}
    select
        cast('{{ system }}' as varchar) as source_system,
        {{ columns | join(',\n        ') }}
    from {{ ref('int_' ~ system ~ '__' ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor %}
{%- endmacro %}
