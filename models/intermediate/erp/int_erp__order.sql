{{ config(schema='intermediate') }}

with orders as (

    select * from {{ ref('stg_erp__sales_order') }}

),

shipments as (

    select
        order_key,
        min(shipped_date) as shipped_date,
        max(delivered_date) as delivered_date
    from {{ ref('stg_erp__shipment') }}
    where shipped_date <= {{ as_of_date() }}
    group by order_key

),

final as (

    select
        orders.order_no as order_id,
        orders.customer_no as customer_id,
        orders.channel_id,
        orders.branch_id as unit_id,
        orders.rep_employee_no as employee_id,
        'salesforce' as crm_system,
        orders.campaign_id,
        orders.opportunity_id,

        coalesce(orders.status_name, 'open') as status_name,
        coalesce(orders.status_name = 'cancelled', false) as is_cancelled,
        orders.currency_code,
        orders.order_date,
        orders.ordered_at,
        orders.promised_date,
        shipments.shipped_date,
        case when shipments.delivered_date <= {{ as_of_date() }} then shipments.delivered_date end
            as delivered_date,

        orders.order_key,
        orders.party_key,
        {{ row_hash([
            'orders._record_mark', 'shipments.shipped_date',
            'case when shipments.delivered_date <= ' ~ as_of_date() ~ ' then shipments.delivered_date end',
        ]) }} as _record_mark
    from orders
    left join shipments
        on orders.order_key = shipments.order_key
    where orders.order_date <= {{ as_of_date() }}

)

select * from final
