{{ config(schema='intermediate') }}

with shipments as (

    select * from {{ ref('stg_erp__shipment') }}

),

final as (

    select
        shipment_no as shipment_id,
        order_no as order_id,

        carrier_name,
        shipped_date,
        case when delivered_date <= {{ as_of_date() }} then delivered_date end as delivered_date,

        shipment_key,
        order_key,
        {{ row_hash([
            '_record_mark',
            'case when delivered_date <= ' ~ as_of_date() ~ ' then delivered_date end',
        ]) }} as _record_mark
    from shipments
    where shipped_date <= {{ as_of_date() }}

)

select * from final
