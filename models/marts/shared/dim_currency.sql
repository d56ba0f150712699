with names as (

    select * from {{ ref('currency_names') }}

),

used as (

    select distinct currency_code from {{ ref('fct_exchange_rate') }}
    union
    select '{{ var("reporting_currency") }}' as currency_code

),

members as (

    select
        {{ surrogate_key(['used.currency_code']) }} as currency_key,
        used.currency_code,
        coalesce(names.currency_name, used.currency_code) as currency_name
    from used
    left join names
        on used.currency_code = names.currency_code

    union all

    select
        0 as currency_key,
        'XXX' as currency_code,
        'Unknown' as currency_name

),

final as (

    select
        cast(currency_key as bigint) as currency_key,

        currency_code,
        currency_name,
        currency_code = '{{ var("reporting_currency") }}' as is_reporting_currency
    from members

)

select * from final
