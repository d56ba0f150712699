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

{# Whether a weekday (Monday 1 to Sunday 7) is one of work: the first days of the week, by vars business_*. #}
{% macro is_business_weekday(day_of_week) -%}
    ({{ day_of_week }} + 7 - {{ var('business_week_starts_on') }}) % 7 < {{ var('business_days_per_week') }}
{%- endmacro %}

{# Seconds from midnight to a clock time such as '09:30', as a number in the template. #}
{% macro clock_seconds(clock_time) -%}
    {%- set parts = clock_time.split(':') -%}
    {{ return((parts[0] | int) * 3600 + (parts[1] | int) * 60) }}
{%- endmacro %}

{# The second since 1970 at which the wall clock of a day shows so many seconds from midnight. #}
{% macro clock_second(date_column, seconds) -%}
    {{ epoch_seconds(utc_instant(date_column ~ " + interval '" ~ seconds ~ "' second")) }}
{%- endmacro %}

{#
    Working seconds of a business day up to a UTC timestamp; without one, all of them. Hours begin and end
    by the wall clock, and count as they passed: the night in which clocks change is longer or shorter. Of
    a break counts what lies within the hours.
#}
{% macro worked_seconds(date_column, utc_timestamp=none) -%}
    {%- set hours = [clock_seconds(var('business_opens')), clock_seconds(var('business_closes'))] -%}
    {%- set pause = [] -%}
    {%- for bound in [var('business_break_starts'), var('business_break_ends')] -%}
        {%- do pause.append([[clock_seconds(bound), hours[0]] | max, hours[1]] | min) -%}
    {%- endfor -%}
    (
        {{ seconds_within(date_column, hours, utc_timestamp) }}
        {%- if pause[1] > pause[0] %}
        - {{ seconds_within(date_column, pause, utc_timestamp) }}
        {%- endif %}
    )
{%- endmacro %}

{% macro seconds_within(date_column, span, utc_timestamp) -%}
    {%- set starts = clock_second(date_column, span[0]) -%}
    {%- set ends = clock_second(date_column, span[1]) -%}
    (
        {%- if utc_timestamp is none %}
        {{ ends }}
        {%- else %}
        greatest(least({{ epoch_seconds(utc_timestamp) }}, {{ ends }}), {{ starts }})
        {%- endif %}
        - {{ starts }}
    )
{%- endmacro %}

{#
    Where a UTC timestamp stands on the endless line of working seconds. `day` is the row of
    int_service_business_day of its date. Two positions subtracted are the working seconds between.
#}
{% macro business_position(utc_timestamp, day) -%}
    {{ day }}.seconds_before + case
        when {{ day }}.is_business_day
            then {{ worked_seconds(day ~ '.date_day', utc_timestamp) }}
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
