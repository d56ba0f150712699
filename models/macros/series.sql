{# The rows of `relation`, each once per whole number (column `name`) from `first` to `last`. #}
{% macro integers_spanned(relation, first, last, name) -%}
    {{ return(adapter.dispatch('integers_spanned', 'granary')(relation, first, last, name)) }}
{%- endmacro %}

{% macro default__integers_spanned(relation, first, last, name) -%}
    select
        *,
        unnest(generate_series(cast({{ first }} as bigint), cast({{ last }} as bigint)))
            as {{ name }}
    from {{ relation }}
{%- endmacro %}

{% macro trino__integers_spanned(relation, first, last, name) -%}
    select spanned.*, series.{{ name }}
    from {{ relation }} as spanned
    cross join unnest(sequence(cast({{ first }} as bigint), cast({{ last }} as bigint)))
        as series ({{ name }})
{%- endmacro %}

{# Whole seconds of a UTC timestamp since 1970, and back. #}
{% macro epoch_seconds(utc_timestamp) -%}
    {{ return(adapter.dispatch('epoch_seconds', 'granary')(utc_timestamp)) }}
{%- endmacro %}

{% macro default__epoch_seconds(utc_timestamp) -%}
    cast(floor(epoch({{ utc_timestamp }})) as bigint)
{%- endmacro %}

{% macro trino__epoch_seconds(utc_timestamp) -%}
    cast(floor(to_unixtime({{ utc_timestamp }})) as bigint)
{%- endmacro %}

{% macro timestamp_of_epoch(seconds) -%}
    {{ return(adapter.dispatch('timestamp_of_epoch', 'granary')(seconds)) }}
{%- endmacro %}

{% macro default__timestamp_of_epoch(seconds) -%}
    make_timestamp(({{ seconds }}) * 1000000)
{%- endmacro %}

{% macro trino__timestamp_of_epoch(seconds) -%}
    cast(from_unixtime({{ seconds }}) at time zone 'UTC' as timestamp)
{%- endmacro %}

{# Clock time 'HH:MM' of a timestamp. #}
{% macro clock_time(local_timestamp) -%}
    lpad(cast(extract(hour from {{ local_timestamp }}) as varchar), 2, '0')
    || ':' || lpad(cast(extract(minute from {{ local_timestamp }}) as varchar), 2, '0')
{%- endmacro %}

{# The number of the span of so many days in which a date lies, counted from 1970. #}
{% macro span_of(date_column, days) -%}
    cast(floor({{ days_between("date '1970-01-01'", date_column) }} / {{ days }}.0) as integer)
{%- endmacro %}
