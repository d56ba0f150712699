{# The texts of a list, for `in (…)`; nothing is in an empty one. #}
{% macro quoted_texts(values) -%}
    {%- set texts = [] -%}
    {%- for text in values -%}
        {%- do texts.append("'" ~ (text | string | replace("'", "''")) ~ "'") -%}
    {%- endfor -%}
    {{ return(texts | join(', ') or 'null') }}
{%- endmacro %}

{# A list as one text, for a mark. #}
{% macro texts_mark(values) -%}
    '{{ values | join(' ') | replace("'", "''") }}'
{%- endmacro %}

{# A number of days as the text of its bucket, by the upper bounds of all but the last: 0-30, 31-60, 61+. #}
{% macro day_bucket(days, bounds) -%}
    {%- for bound in bounds %}
    when {{ days }} <= {{ bound }} then '{{ 0 if loop.first else bounds[loop.index0 - 1] + 1 }}-{{ bound }}'
    {%- endfor %}
    else '{{ bounds[-1] + 1 if bounds else 0 }}+'
{%- endmacro %}
