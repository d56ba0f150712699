{{ config(schema='intermediate') }}

{# The source says how many dollars a unit of each currency is, of the dollar too. #}
with rates as (

    select * from {{ ref('stg_adventureworks__currency_rate') }}

),

currencies as (

    select * from {{ ref('stg_adventureworks__currency') }}

),

final as (

    select
        rates.rate_date,
        currencies.currency_code as from_currency_code,
        'USD' as to_currency_code,

        rates.average_rate as exchange_rate
    from rates
    inner join currencies
        on rates.currency_number = currencies.currency_number
    where rates.rate_date <= {{ as_of_date() }}

)

select * from final
