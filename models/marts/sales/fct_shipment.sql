with shipments as (

    {{ conform('shipment', {
        'shipment_id': 'text',
        'order_id': 'text',
        'carrier_name': 'text',
        'shipped_date': 'date',
        'delivered_date': 'date',
    }) }}

),

orders as (

    select * from {{ ref('fct_order') }}

),

final as (

    select
        {{ surrogate_key(['shipments.source_system', 'shipments.shipment_id']) }} as shipment_key,
        coalesce(orders.order_key, 0) as order_key,
        coalesce(orders.customer_key, 0) as customer_key,

        shipments.source_system,
        shipments.shipment_id,
        shipments.order_id,
        shipments.carrier_name,
        shipments.shipped_date,
        shipments.delivered_date,
        orders.promised_date,
        case
            when shipments.delivered_date is not null
                then shipments.delivered_date > orders.promised_date
        end as is_late,

        cast({{ days_between('orders.order_date', 'shipments.shipped_date') }} as integer)
            as days_to_ship,
        cast({{ days_between('shipments.shipped_date', 'shipments.delivered_date') }} as integer)
            as days_in_transit
    from shipments
    left join orders
        on shipments.source_system = orders.source_system
        and shipments.order_id = orders.order_id

)

select * from final
