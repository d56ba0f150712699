{# A day without a rate takes the rate of the last day that has one; rates cross in the base currency. #}
with quotes as (

    select * from {{ ref('int_exchange_rate_quote') }}
    where
        currency_code is not null
        and coalesce(exclusion_name, '') <> 'other_system'

),

quoted as (

    select
        source_system,
        rate_date,
        currency_code,
        coalesce(
            max(case when not is_inverse then base_rate end),
            max(case when is_inverse then base_rate end)
        ) as base_rate,
        count(*) as quote_count
    from quotes
    group by source_system, rate_date, currency_code

    union all

    select
        min(source_system) as source_system,
        rate_date,
        base_currency_code as currency_code,
        cast(1 as {{ sql_type('exchange_rate') }}) as base_rate,
        0 as quote_count
    from quotes
    group by rate_date, base_currency_code

),

spans as (

    select
        source_system,
        currency_code,
        rate_date,
        base_rate,
        quote_count,
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

    {{ days_spanned(
        'spans', 'rate_date', 'last_date',
        ['source_system', 'currency_code', 'rate_date', 'base_rate', 'quote_count'],
    ) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(['days.currency_code', 'days.date_day']) }} as exchange_rate_key,
        {{ surrogate_key(['days.currency_code']) }} as currency_key,

        days.source_system,
        days.date_day,
        days.currency_code,
        days.date_day > days.rate_date as is_carried_forward,

        cast(days.base_rate / reporting.base_rate as {{ sql_type('exchange_rate') }}) as exchange_rate,
        cast(case when days.date_day = days.rate_date then days.quote_count else 0 end as integer)
            as quote_count
    from days
    inner join days as reporting
        on days.date_day = reporting.date_day
        and reporting.currency_code = '{{ var("reporting_currency") }}'

)

select * from final
