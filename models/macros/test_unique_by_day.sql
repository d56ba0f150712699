{#
    Fails on every combination of `key` and `day` that occurs more than once or has a gap. The days of a
    key (months, by their first day, where `unit` is 'month') are counted as bits of numbers of 60 days:
    where there are as many bits as rows, no day occurs twice. Only keys with fewer are looked at by row.
#}
{% test unique_by_day(model, key, day, unit='day') %}
    {%- if unit == 'month' -%}
    {%- set number = month_number(day) -%}
    {%- else -%}
    {%- set number = days_between("cast('2000-01-01' as date)", day) -%}
    {%- endif %}
    with suspects as (
        select distinct {{ key }}
        from (
            select {{ key }}, cast(floor({{ number }} / 60.0) as integer) as span
            from {{ model }}
            group by {{ key }}, cast(floor({{ number }} / 60.0) as integer)
            having count(*) <> {{ distinct_bits('mod(' ~ number ~ ' + 60000000, 60)') }}
        ) as spans
    ),

    looked_at as (
        select rows_of_key.{{ key }}, rows_of_key.{{ day }}
        from {{ model }} as rows_of_key
        inner join suspects
            on rows_of_key.{{ key }} = suspects.{{ key }}

        union all

        select {{ key }}, {{ day }}
        from {{ model }}
        where {{ key }} is null or {{ day }} is null
    )

    select {{ key }}, {{ day }}, count(*) as row_count
    from looked_at
    group by {{ key }}, {{ day }}
    having count(*) > 1 or {{ key }} is null or {{ day }} is null
{% endtest %}

{# How many of the numbers from 0 to 59 occur: an aggregate. #}
{% macro distinct_bits(number) -%}
    {{ return(adapter.dispatch('distinct_bits', 'granary')(number)) }}
{%- endmacro %}

{% macro default__distinct_bits(number) -%}
    bit_count(bit_or(cast(1 as bigint) << cast({{ number }} as integer)))
{%- endmacro %}

{% macro trino__distinct_bits(number) -%}
    bit_count(bitwise_or_agg(bitwise_left_shift(bigint '1', cast({{ number }} as bigint))), 64)
{%- endmacro %}
