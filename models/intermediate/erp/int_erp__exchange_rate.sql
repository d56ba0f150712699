{{ config(schema='intermediate') }}

with rates as (

    select * from {{ ref('stg_erp__exchange_rate') }}

),

final as (

    select
        rate_date,
        from_currency_code,
        to_currency_code,

        exchange_rate
    from rates
    where rate_date <= {{ as_of_date() }}

)

select * from final
