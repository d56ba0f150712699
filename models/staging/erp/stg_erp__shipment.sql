with known as (

    select * from {{ ref('stg_erp__shipment_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        shipment_no,
        order_no,

        -- dimensions
        shipped_date,
        delivered_date,
        carrier_name,

        -- metadata
        shipment_key,
        order_key,
        _record_mark,
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
