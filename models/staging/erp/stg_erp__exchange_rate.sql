with source as (

    {{ source_rows(
        source('raw_erp', 'exchange_rate'),
        [
            ['rate_date', 'rate_date', 'date'],
            ['from_currency', 'from_currency_code', 'text'],
            ['to_currency', 'to_currency_code', 'text'],
            ['rate', 'exchange_rate', 'exchange_rate'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['rate_date', 'from_currency_code', 'to_currency_code']) }}

),

final as (

    select
        -- keys
        rate_date,
        from_currency_code,
        to_currency_code,

        -- measures
        exchange_rate,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
