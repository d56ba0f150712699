{# The business date the build speaks of; models never ask the clock. #}
{% macro as_of_date() -%}
    cast('{{ var("as_of_date") }}' as date)
{%- endmacro %}

{# Whole days from one date to a later one. #}
{% macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'granary')(from_date, to_date)) }}
{%- endmacro %}

{% macro default__days_between(from_date, to_date) -%}
    ({{ to_date }} - {{ from_date }})
{%- endmacro %}

{% macro trino__days_between(from_date, to_date) -%}
    date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{# The calendar day of a UTC timestamp in the reporting time zone. #}
{% macro business_date(utc_timestamp) -%}
    {{ return(adapter.dispatch('business_date', 'granary')(utc_timestamp)) }}
{%- endmacro %}

{% macro default__business_date(utc_timestamp) -%}
    cast({{ reporting_time(utc_timestamp) }} as date)
{%- endmacro %}

{% macro trino__business_date(utc_timestamp) -%}
    cast(
        with_timezone({{ utc_timestamp }}, 'UTC') at time zone '{{ var("reporting_timezone") }}'
        as date
    )
{%- endmacro %}

{#
    One row per day (date_day) from first_date to last_date, both included, columns of `bounds`;
    `kept` are further columns of `bounds` to keep.
#}
{% macro days_spanned(bounds, first_date, last_date, kept=[]) -%}
    {{ return(adapter.dispatch('days_spanned', 'granary')(bounds, first_date, last_date, kept)) }}
{%- endmacro %}

{% macro default__days_spanned(bounds, first_date, last_date, kept=[]) -%}
    select
        {%- for column in kept %}
        {{ column }},
        {%- endfor %}
        cast(unnest(generate_series({{ first_date }}, {{ last_date }}, interval 1 day)) as date)
            as date_day
    from {{ bounds }}
{%- endmacro %}

{% macro trino__days_spanned(bounds, first_date, last_date, kept=[]) -%}
    select
        {%- for column in kept %}
        {{ bounds }}.{{ column }},
        {%- endfor %}
        days.date_day
    from {{ bounds }}
    cross join unnest(sequence({{ first_date }}, {{ last_date }}, interval '1' day))
        as days (date_day)
{%- endmacro %}

{% macro iso_year(date_column) -%}
    {{ return(adapter.dispatch('iso_year', 'granary')(date_column)) }}
{%- endmacro %}

{% macro default__iso_year(date_column) -%}
    cast(extract(isoyear from {{ date_column }}) as integer)
{%- endmacro %}

{% macro trino__iso_year(date_column) -%}
    cast(year_of_week({{ date_column }}) as integer)
{%- endmacro %}

{# Monday 1 to Sunday 7. #}
{% macro iso_day_of_week(date_column) -%}
    {{ return(adapter.dispatch('iso_day_of_week', 'granary')(date_column)) }}
{%- endmacro %}

{% macro default__iso_day_of_week(date_column) -%}
    cast(extract(isodow from {{ date_column }}) as integer)
{%- endmacro %}

{% macro trino__iso_day_of_week(date_column) -%}
    cast(day_of_week({{ date_column }}) as integer)
{%- endmacro %}

{# Whether the months that begin with a date are over at the as-of date. #}
{% macro is_over(start_date, months) -%}
    {{ add_months(start_date, months) }} <= {{ add_days(as_of_date(), 1) }}
{%- endmacro %}

{# The date a whole number of months later (or earlier); the last day where a month is shorter. #}
{% macro add_months(date_column, months) -%}
    {{ return(adapter.dispatch('add_months', 'granary')(date_column, months)) }}
{%- endmacro %}

{% macro default__add_months(date_column, months) -%}
    cast({{ date_column }} + interval '{{ months }}' month as date)
{%- endmacro %}

{% macro trino__add_months(date_column, months) -%}
    date_add('month', {{ months }}, {{ date_column }})
{%- endmacro %}

{# How many calendar months a later date is away. #}
{% macro months_between(from_date, to_date) -%}
    (
        (extract(year from {{ to_date }}) - extract(year from {{ from_date }})) * 12
        + extract(month from {{ to_date }}) - extract(month from {{ from_date }})
    )
{%- endmacro %}

{# The date a number of months later that is a column's. #}
{% macro months_after(date_column, months) -%}
    {{ return(adapter.dispatch('months_after', 'granary')(date_column, months)) }}
{%- endmacro %}

{% macro default__months_after(date_column, months) -%}
    cast({{ date_column }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro trino__months_after(date_column, months) -%}
    date_add('month', {{ months }}, {{ date_column }})
{%- endmacro %}

{# The date a whole number of days later. #}
{% macro add_days(date_column, days) -%}
    {{ return(adapter.dispatch('add_days', 'granary')(date_column, days)) }}
{%- endmacro %}

{% macro default__add_days(date_column, days) -%}
    cast({{ date_column }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{% macro trino__add_days(date_column, days) -%}
    date_add('day', {{ days }}, {{ date_column }})
{%- endmacro %}

{# Whole minutes from one UTC timestamp to a later one. #}
{% macro minutes_between(from_timestamp, to_timestamp) -%}
    {{ return(adapter.dispatch('minutes_between', 'granary')(from_timestamp, to_timestamp)) }}
{%- endmacro %}

{% macro default__minutes_between(from_timestamp, to_timestamp) -%}
    date_sub('minute', {{ from_timestamp }}, {{ to_timestamp }})
{%- endmacro %}

{% macro trino__minutes_between(from_timestamp, to_timestamp) -%}
    date_diff('minute', {{ from_timestamp }}, {{ to_timestamp }})
{%- endmacro %}
