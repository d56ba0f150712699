with known as (

    select * from {{ ref('stg_erp__order_line_known') }}
    where not is_deleted

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
        order_line_key,
        order_key,
        product_key,
        _record_mark,
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
