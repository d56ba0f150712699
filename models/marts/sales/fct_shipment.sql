{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='shipment_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set compared = {'shipment_key': 'bigint', 'order_key': 'bigint', '_record_mark': 'bigint'} %}
{% set details = {
    'shipment_id': 'text',
    'order_id': 'text',
    'carrier_name': 'text',
    'shipped_date': 'date',
    'delivered_date': 'date',
} %}
with shipments as (

    {{ conform_compared('shipment', compared, details) }}

),

orders as (

    select * from {{ ref('fct_order') }}

),

keyed as (

    select
        shipments.*,
        coalesce(orders.order_key, 0) as found_order_key,
        coalesce(orders.customer_key, 0) as customer_key,
        orders.order_date,
        orders.promised_date
    from shipments
    left join orders
        on shipments.order_key = orders.order_key

),

marked as (

    select
        *,
        {{ row_hash([
            'source_system', '_record_mark', 'found_order_key', 'customer_key', 'order_date',
            'promised_date',
        ]) }} as _version_mark
    from keyed

),

changed as (

    {{ changed_marks('marked', ['shipment_key']) }}

),

detailed as (

    {{ joined_details('changed', 'shipment', {'shipment_key': 'bigint'}, details) }}

),

final as (

    select
        shipment_key,
        found_order_key as order_key,
        customer_key,

        source_system,
        shipment_id,
        order_id,
        carrier_name,
        shipped_date,
        delivered_date,
        promised_date,
        case
            when delivered_date is not null then delivered_date > promised_date
        end as is_late,

        cast({{ days_between('order_date', 'shipped_date') }} as integer) as days_to_ship,
        cast({{ days_between('shipped_date', 'delivered_date') }} as integer) as days_in_transit,

        _version_mark
    from detailed

)

{{ replaced_rows('final', 'changed', ['shipment_key']) }}
