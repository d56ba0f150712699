{# Keeps the rows of a source that are of one of the loads. #}
{% macro of_load(loads, load_id) -%}
    inner join {{ loads }}
        on known_load_id is not distinct from {{ load_id }}
{%- endmacro %}

{# Those of `columns` that are in `key`. #}
{% macro key_columns(columns, key) -%}
    {%- set chosen = [] -%}
    {%- for column in columns if column[1] in key -%}{%- do chosen.append(column) -%}{%- endfor -%}
    {{ return(chosen) }}
{%- endmacro %}

{# Whether a source's row has the key (key_1, key_2 ...) of a joined relation. #}
{% macro key_is_equal(relation, columns, key) -%}
    {%- set types = existing_columns(relation).types -%}
    {%- set conditions = [] -%}
    {%- for name in key -%}
        {%- set number = loop.index -%}
        {%- for column in columns if column[1] == name -%}
            {%- set is_text = column[2] == 'text' and types.get(column[0] | lower) == 'VARCHAR' -%}
            {%- do conditions.append('key_' ~ number ~ ' = ' ~ (
                'trim(' ~ column[0] ~ ')' if is_text else typed_column(types, column[0], column[2])
            )) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(conditions | join(' and ')) }}
{%- endmacro %}
