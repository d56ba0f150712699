with source as (

    {{ source_rows(
        source('raw_erp', 'order_line'),
        [
            ['order_no', 'order_no', 'text'],
            ['line_no', 'line_no', 'integer'],
            ['product_id', 'product_id', 'text'],
            ['batch_no', 'batch_no', 'text'],
            ['quantity', 'quantity', 'integer'],
            ['unit_price', 'unit_price_source_amount', 'amount'],
            ['discount_amount', 'discount_source_amount', 'amount'],
            ['net_amount', 'net_source_amount', 'amount'],
            ['tax_amount', 'tax_source_amount', 'amount'],
            ['cost_amount', 'cost_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['order_no', 'line_no']) }}

),

final as (

    select
        -- keys
        order_no,
        line_no,
        product_id,
        batch_no,

        -- measures
        quantity,
        unit_price_source_amount,
        discount_source_amount,
        net_source_amount,
        tax_source_amount,
        cost_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
