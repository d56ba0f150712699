{{ config(schema='intermediate') }}

{#
    Rates are from the corporate currency. A currency without dated rates has one for every day: it is
    given for the first day that an opportunity or a campaign speaks of. A first dated rate may hold since
    the year 1.
#}
with currencies as (

    select * from {{ ref('stg_salesforce__currency_type') }}

),

dated as (

    select * from {{ ref('stg_salesforce__dated_conversion_rate') }}

),

opportunities as (

    select * from {{ ref('stg_salesforce__opportunity') }}

),

corporate as (

    select max(currency_code) as currency_code
    from currencies
    where is_corporate

),

campaign_costs as (

    select * from {{ ref('int_salesforce__campaign_cost') }}

),

named_days as (

    select least(close_date, {{ business_date('created_at') }}) as date_day
    from opportunities
    where currency_code is not null

    union all

    select cost_date as date_day
    from campaign_costs
    where currency_code is not null

),

first_day as (

    select least(coalesce(min(date_day), {{ as_of_date() }}), {{ as_of_date() }}) as date_day
    from named_days

),

rates as (

    select
        greatest(start_date, {{ since_ever() }}) as rate_date,
        currency_code as to_currency_code,
        conversion_rate as exchange_rate,
        true as is_dated
    from dated
    where start_date <= {{ as_of_date() }}

    union all

    select
        first_day.date_day as rate_date,
        currencies.currency_code as to_currency_code,
        currencies.conversion_rate as exchange_rate,
        false as is_dated
    from currencies
    cross join first_day
    left join (select distinct currency_code from dated) as dated_currencies
        on currencies.currency_code = dated_currencies.currency_code
    where dated_currencies.currency_code is null

),

final as (

    select
        rates.rate_date,
        corporate.currency_code as from_currency_code,
        rates.to_currency_code,
        rates.is_dated,

        rates.exchange_rate
    from rates
    cross join corporate

)

select * from final
