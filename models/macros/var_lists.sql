{# The texts of a var that is a list, for `in (…)`; of an empty one nothing is in it. #}
{% macro var_texts(name) -%}
    {%- set texts = [] -%}
    {%- for text in var(name) -%}
        {%- do texts.append("'" ~ (text | string | replace("'", "''")) ~ "'") -%}
    {%- endfor -%}
    {{ return(texts | join(', ') or 'null') }}
{%- endmacro %}

{# The same as one text, for a mark. #}
{% macro var_mark(name) -%}
    '{{ var(name) | join(' ') | replace("'", "''") }}'
{%- endmacro %}

{# A number of days as the text of its bucket, by the upper bounds in a var: 0-30, 31-60, 61+. #}
{% macro day_bucket(days, bounds) -%}
    {%- for bound in bounds %}
    when {{ days }} <= {{ bound }} then '{{ 0 if loop.first else bounds[loop.index0 - 1] + 1 }}-{{ bound }}'
    {%- endfor %}
    else '{{ (bounds | last) + 1 }}+'
{%- endmacro %}
