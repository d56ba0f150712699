{#
    Joins the version of a dimension's member that was valid on a day: `alias` has then one row, or
    none where the key is missing. `key_name` is the durable key's column in the dimension.
#}
{% macro version_join(dimension, alias, key_name, fact_key, fact_date) -%}
    left join {{ ref(dimension) }} as {{ alias }}
        on {{ fact_key }} = {{ alias }}.{{ key_name }}
        and {{ fact_date }} >= {{ alias }}.valid_from
        and {{ fact_date }} < coalesce({{ alias }}.valid_to, date '9999-12-31')
{%- endmacro %}

{# The day that stands for ever: from it the first version of every member is valid, and what is older holds. #}
{% macro since_ever() -%}
    date '1900-01-01'
{%- endmacro %}
