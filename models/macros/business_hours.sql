{# A UTC timestamp as the wall clock of the reporting time zone shows it. #}
{% macro reporting_time(utc_timestamp) -%}
    {{ return(adapter.dispatch('reporting_time', 'granary')(utc_timestamp)) }}
{%- endmacro %}

{% macro default__reporting_time(utc_timestamp) -%}
    (make_timestamptz(epoch_us({{ utc_timestamp }})) at time zone '{{ var("reporting_timezone") }}')
{%- endmacro %}

{% macro trino__reporting_time(utc_timestamp) -%}
    cast(
        with_timezone({{ utc_timestamp }}, 'UTC') at time zone '{{ var("reporting_timezone") }}'
        as timestamp
    )
{%- endmacro %}

{# The wall clock at the end of the as-of date: until when an open clock has run. #}
{% macro end_of_as_of() -%}
    (cast({{ as_of_date() }} as timestamp) + interval '1' day)
{%- endmacro %}

{# Seconds from midnight to a clock time such as '09:30', as a number in the template. #}
{% macro clock_seconds(clock_time) -%}
    {%- set parts = clock_time.split(':') -%}
    {{ return((parts[0] | int) * 3600 + (parts[1] | int) * 60) }}
{%- endmacro %}

{# Whole seconds from midnight to the wall clock of a timestamp. #}
{% macro seconds_of_day(local_timestamp) -%}
    cast(
        extract(hour from {{ local_timestamp }}) * 3600
        + extract(minute from {{ local_timestamp }}) * 60
        + floor(extract(second from {{ local_timestamp }})) as integer
    )
{%- endmacro %}

{# Working seconds of one business day up to the given second from midnight. #}
{% macro worked_seconds(second_of_day) -%}
    {%- set opens = clock_seconds(var('business_opens')) -%}
    {%- set closes = clock_seconds(var('business_closes')) -%}
    {%- set break_starts = clock_seconds(var('business_break_starts')) -%}
    {%- set break_ends = clock_seconds(var('business_break_ends')) -%}
    (
        greatest(least({{ second_of_day }}, {{ closes }}), {{ opens }}) - {{ opens }}
        {%- if break_ends > break_starts %}
        - (
            greatest(least({{ second_of_day }}, {{ break_ends }}), {{ break_starts }})
            - {{ break_starts }}
        )
        {%- endif %}
    )
{%- endmacro %}

{#
    Where a wall-clock timestamp stands on the endless line of working seconds. `day` is the row of
    int_service_business_day of its date. Two positions subtracted are the working seconds between.
#}
{% macro business_position(local_timestamp, day) -%}
    {{ day }}.seconds_before + case
        when {{ day }}.is_business_day
            then {{ worked_seconds(seconds_of_day(local_timestamp)) }}
        else 0
    end
{%- endmacro %}

{# Minutes, to the hundredth, between two positions. #}
{% macro business_minutes(from_position, to_position) -%}
    cast(({{ to_position }} - {{ from_position }}) / 60.0 as decimal(18, 2))
{%- endmacro %}

{# The last day at whose end something that ends at a UTC timestamp was still going on. #}
{% macro last_day_before(utc_timestamp) -%}
    case
        when {{ utc_timestamp }} is null then {{ as_of_date() }}
        else cast({{ business_date(utc_timestamp) }} - interval '1' day as date)
    end
{%- endmacro %}
