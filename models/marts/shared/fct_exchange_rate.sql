{#
    Rates come against one currency, and cross where that is not the reporting currency. A day
    without a rate takes the rate of the last day that has one.
#}
with rates as (

    {{ conform('exchange_rate', {
        'rate_date': 'date',
        'from_currency_code': 'text',
        'to_currency_code': 'text',
        'exchange_rate': 'rate',
    }) }}

),

quoted as (

    select rate_date, from_currency_code as currency_code, max(exchange_rate) as base_rate
    from rates
    group by rate_date, from_currency_code

    union all

    select distinct rate_date, to_currency_code as currency_code, cast(1 as decimal(18, 8)) as base_rate
    from rates

),

spans as (

    select
        currency_code,
        rate_date,
        base_rate,
        cast(
            coalesce(
                lead(rate_date) over (partition by currency_code order by rate_date)
                - interval '1' day,
                {{ as_of_date() }}
            ) as date
        ) as last_date
    from quoted

),

days as (

    {{ days_spanned('spans', 'rate_date', 'last_date', ['currency_code', 'rate_date', 'base_rate']) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(['days.currency_code', 'days.date_day']) }} as exchange_rate_key,
        {{ surrogate_key(['days.currency_code']) }} as currency_key,

        days.date_day,
        days.currency_code,
        days.date_day > days.rate_date as is_carried_forward,

        cast(days.base_rate / reporting.base_rate as decimal(18, 8)) as exchange_rate
    from days
    inner join days as reporting
        on days.date_day = reporting.date_day
        and reporting.currency_code = '{{ var("reporting_currency") }}'

)

select * from final
