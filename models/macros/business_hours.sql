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

{#
    Spans of work of a weekday (Monday 1 to Sunday 7), pairs of seconds from midnight; none where it is no
    day of work. The hours that var business_weekday_hours has for it, or else those of every day of work.
#}
{% macro business_spans(weekday) -%}
    {%- set own = var('business_weekday_hours') -%}
    {%- set times = own.get(weekday, own.get(weekday ~ '')) if own is mapping else none -%}
    {%- set spans = [] -%}
    {%- if times is sequence -%}
        {%- for from in times -%}
            {%- if loop.index0 % 2 == 0 -%}
                {%- do spans.append([clock_seconds(from), clock_seconds(times[loop.index0 + 1] | default(from))]) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- elif (weekday + 7 - var('business_week_starts_on')) % 7 < var('business_days_per_week') -%}
        {%- do spans.extend(everyday_spans()) -%}
    {%- endif -%}
    {{ return(spans) }}
{%- endmacro %}

{# The hours of every day of work; of a break counts what lies within them. #}
{% macro everyday_spans() -%}
    {%- set opens = clock_seconds(var('business_opens')) -%}
    {%- set closes = clock_seconds(var('business_closes')) -%}
    {%- set pause_starts = [[clock_seconds(var('business_break_starts')), opens] | max, closes] | min -%}
    {%- set pause_ends = [[clock_seconds(var('business_break_ends')), opens] | max, closes] | min -%}
    {%- if pause_ends > pause_starts -%}
        {{ return([[opens, pause_starts], [pause_ends, closes]]) }}
    {%- else -%}
        {{ return([[opens, closes]]) }}
    {%- endif -%}
{%- endmacro %}

{# Whether a weekday (Monday 1 to Sunday 7) is one of work, by vars business_*. #}
{% macro is_business_weekday(day_of_week) -%}
    {%- set working = [] -%}
    {%- for weekday in range(1, 8) if business_spans(weekday) | length > 0 -%}
        {%- do working.append(weekday) -%}
    {%- endfor -%}
    {{ day_of_week ~ ' in (' ~ working | join(', ') ~ ')' if working | length > 0 else 'false' }}
{%- endmacro %}

{# The hours of a week as a text, for marks of what is made of them. #}
{% macro business_hours_mark() -%}
    {%- set week = [] -%}
    {%- for weekday in range(1, 8) -%}
        {%- set spans = [] -%}
        {%- for span in business_spans(weekday) -%}
            {%- do spans.append(span[0] ~ '-' ~ span[1]) -%}
        {%- endfor -%}
        {%- do week.append(spans | join(',')) -%}
    {%- endfor -%}
    '{{ week | join(';') }}'
{%- endmacro %}

{# Seconds from midnight to a clock time such as '09:30', as a number in the template; check_vars tells what is none. #}
{% macro clock_seconds(clock_time) -%}
    {%- set parts = (clock_time ~ '').split(':') -%}
    {{ return((parts[0] | int) * 3600 + (parts[1] | default(0) | int) * 60) }}
{%- endmacro %}

{# The second since 1970 at which the wall clock of a day shows so many seconds from midnight. #}
{% macro clock_second(date_column, seconds) -%}
    {{ epoch_seconds(utc_instant(date_column ~ " + interval '" ~ seconds ~ "' second")) }}
{%- endmacro %}

{#
    Working seconds of a business day up to a UTC timestamp; without one, all of them. Hours begin and end
    by the wall clock, and count as they passed: the night in which clocks change is longer or shorter.
#}
{% macro worked_seconds(date_column, utc_timestamp=none) -%}
    {%- set others = [] -%}
    {%- for weekday in range(1, 8) -%}
        {%- set spans = business_spans(weekday) -%}
        {%- if spans | length > 0 and spans != everyday_spans() -%}
            {%- do others.append([weekday, spans]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if others | length == 0 -%}
        {{ seconds_of_spans(date_column, everyday_spans(), utc_timestamp) }}
    {%- else -%}
        case {{ iso_day_of_week(date_column) }}
        {%- for weekday, spans in others %}
            when {{ weekday }} then {{ seconds_of_spans(date_column, spans, utc_timestamp) }}
        {%- endfor %}
            else {{ seconds_of_spans(date_column, everyday_spans(), utc_timestamp) }}
        end
    {%- endif -%}
{%- endmacro %}

{% macro seconds_of_spans(date_column, spans, utc_timestamp=none) -%}
    (
        {%- for span in spans %}
        {{ '+ ' if not loop.first }}{{ seconds_within(date_column, span, utc_timestamp) }}
        {%- endfor %}
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
