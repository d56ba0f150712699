{# What DuckDB spells in its own way. #}

{% macro duckdb__any_value(expression) -%}arbitrary({{ expression }}){%- endmacro %}

{% macro duckdb__date(year, month, day) -%}make_date({{ year }}, {{ month }}, {{ day }}){%- endmacro %}

{% macro duckdb__current_timestamp() -%}now(){%- endmacro %}
{% macro duckdb__snapshot_get_time() -%}now()::timestamp{%- endmacro %}

{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set units = {'quarter': (3, 'month'), 'week': (7, 'day')} -%}
    {%- set count, unit = units.get(datepart | lower, (1, datepart | lower)) -%}
    ({{ from_date_or_timestamp }} + cast({{ interval }} as bigint)
    {%- if count > 1 %} * {{ count }}{% endif %} * interval 1 {{ unit }})
{%- endmacro %}

{# Weeks begin on Sunday and only whole ones count, on whichever day the span begins. #}
{% macro duckdb__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'week' -%}
        (date_diff('day', {{ first_date }}::timestamp, {{ second_date }}::timestamp) // 7 + case
            when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp)
                then case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
            else case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
        end)
    {%- else -%}
        (date_diff('{{ datepart }}', {{ first_date }}::timestamp, {{ second_date }}::timestamp))
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__last_day(date, datepart) -%}
    {%- if datepart == 'quarter' -%}
        {%- set next = dbt.dateadd('month', '3', dbt.date_trunc(datepart, date)) -%}
        cast({{ dbt.dateadd('day', '-1', next) }} as date)
    {%- else -%}
        {{ return(dbt.default_last_day(date, datepart)) }}
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__generate_series(upper_bound) -%}
    select generate_series as generated_number from generate_series(1, {{ upper_bound }})
{%- endmacro %}

{% macro duckdb__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    {%- set ordered = measure ~ (' ' ~ order_by_clause if order_by_clause else '') -%}
    {%- if limit_num -%}
        list_aggr((array_agg({{ ordered }}))[1:{{ limit_num }}], 'string_agg', {{ delimiter_text }})
    {%- else -%}
        string_agg({{ measure }}, {{ delimiter_text }}{{ ' ' ~ order_by_clause if order_by_clause else '' }})
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__split_part(string_text, delimiter_text, part_number) -%}
    string_split({{ string_text }}, {{ delimiter_text }})[ {{ part_number }} ]
{%- endmacro %}
