with source as (

    {{ source_rows(
        source('raw_adventureworks', 'fact_currency_rate'),
        [
            ['CurrencyKey', 'currency_number', 'text'],
            ['Date', 'rate_date', 'date'],
            ['AverageRate', 'average_rate', 'exchange_rate'],
        ],
    ) }}

),

latest as (

    {{ latest_load('source', ['currency_number', 'rate_date']) }}

),

final as (

    select
        -- keys
        currency_number,
        rate_date,

        -- measures
        average_rate,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from final
