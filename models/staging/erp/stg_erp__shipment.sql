with source as (

    {{ source_rows(
        source('raw_erp', 'shipment'),
        [
            ['shipment_no', 'shipment_no', 'text'],
            ['order_no', 'order_no', 'text'],
            ['shipped_date', 'shipped_date', 'date'],
            ['delivered_date', 'delivered_date', 'date'],
            ['carrier', 'carrier_name', 'text'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['shipment_no']) }}

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
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
