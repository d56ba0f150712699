{{ config(schema='intermediate') }}

{# Lines of orders that stand: not of deleted or cancelled ones. #}
with order_lines as (

    select * from {{ ref('stg_erp__order_line') }}

),

orders as (

    select * from {{ ref('stg_erp__sales_order') }}

),

final as (

    select
        order_lines.order_no as order_id,
        order_lines.line_no as order_line_number,
        orders.customer_no as customer_id,
        order_lines.product_id,
        orders.channel_id,
        orders.branch_id as unit_id,
        orders.rep_employee_no as employee_id,
        'salesforce' as crm_system,
        orders.campaign_id,
        order_lines.batch_no,

        orders.currency_code,
        orders.order_date,

        order_lines.quantity,
        order_lines.net_source_amount + coalesce(order_lines.discount_source_amount, 0)
            as gross_source_amount,
        coalesce(order_lines.discount_source_amount, 0) as discount_source_amount,
        order_lines.net_source_amount,
        coalesce(order_lines.tax_source_amount, 0) as tax_source_amount,
        coalesce(order_lines.cost_source_amount, 0) as cost_source_amount,

        order_lines.order_line_key,
        order_lines.order_key,
        order_lines.product_key,
        orders.party_key,
        order_lines._load_id,
        {{ row_hash(['order_lines._record_mark', 'orders._record_mark']) }} as _record_mark
    from order_lines
    inner join orders
        on order_lines.order_key = orders.order_key
    where
        orders.order_date <= {{ as_of_date() }}
        and coalesce(orders.status_name, 'open') <> 'cancelled'

)

select * from final
