with source as (

    {{ source_rows(
        source('raw_adventureworks', 'dim_currency'),
        [
            ['CurrencyKey', 'currency_number', 'text'],
            ['CurrencyAlternateKey', 'currency_code', 'text'],
        ],
    ) }}

),

latest as (

    {{ latest_load('source', ['currency_number']) }}

),

final as (

    select
        -- keys
        currency_number,

        -- dimensions
        currency_code,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from final
