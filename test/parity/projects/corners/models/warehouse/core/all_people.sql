{%- set systems = var('sources') -%}
{%- for system in systems %}
select '{{ system }}' as system, person_id from {{ ref('stg_' ~ system ~ '__person') }}
{{ "union all" if not loop.last }}
{%- endfor %}
