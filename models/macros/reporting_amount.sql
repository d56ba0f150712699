{# An amount in the record's currency as an amount in the reporting currency, at the given rate. #}
{% macro reporting_amount(source_amount, rate) -%}
    {{ amount(times(source_amount, rate)) }}
{%- endmacro %}

{# An amount times a rate or weight: of two short decimals the product is one, too short for a million. #}
{% macro times(amount, rate) -%}
    cast({{ amount }} as decimal(38, 4)) * {{ rate }}
{%- endmacro %}

{#
    Joins shared.fct_exchange_rate's row for a currency and a day as `alias`; no currency is the
    reporting one.
#}
{% macro rate_join(alias, currency_code, date_day) -%}
    left join {{ ref('fct_exchange_rate') }} as {{ alias }}
        on coalesce({{ currency_code }}, '{{ var("reporting_currency") }}') = {{ alias }}.currency_code
        and {{ date_day }} = {{ alias }}.date_day
{%- endmacro %}

{# The rate of rate_join's row; 1 for the reporting currency itself, which needs no row. #}
{% macro joined_rate(alias, currency_code) -%}
    case
        when coalesce({{ currency_code }}, '{{ var("reporting_currency") }}')
            = '{{ var("reporting_currency") }}'
            then cast(1 as {{ sql_type('exchange_rate') }})
        else {{ alias }}.exchange_rate
    end
{%- endmacro %}
