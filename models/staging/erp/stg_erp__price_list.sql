with source as (

    {{ source_rows(
        source('raw_erp', 'price_list'),
        [
            ['price_list_id', 'price_list_id', 'text'],
            ['product_id', 'product_id', 'text'],
            ['currency', 'currency_code', 'text'],
            ['valid_from', 'valid_from_date', 'date'],
            ['valid_to', 'valid_to_date', 'date'],
            ['unit_price', 'unit_price_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['price_list_id', 'product_id', 'currency_code', 'valid_from_date']) }}

),

final as (

    select
        -- keys
        price_list_id,
        product_id,
        currency_code,
        valid_from_date,

        -- dimensions
        valid_to_date,

        -- measures
        unit_price_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
