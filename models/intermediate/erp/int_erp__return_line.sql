{{ config(schema='intermediate') }}

{# A return of a deleted order keeps that order's customer and currency. #}
with return_lines as (

    select * from {{ ref('stg_erp__return_line') }}

),

orders as (

    select
        order_no,
        customer_no,
        currency_code
    from {{ ref('stg_erp__sales_order_known') }}
    where
        _version_count > 0
        and order_no is not null

),

order_lines as (

    select * from {{ ref('stg_erp__order_line') }}

),

final as (

    select
        return_lines.return_no as return_id,
        return_lines.order_no as order_id,
        return_lines.line_no as order_line_number,
        orders.customer_no as customer_id,
        order_lines.product_id,

        return_lines.return_reason,
        orders.currency_code,
        return_lines.return_date,

        return_lines.quantity,
        return_lines.net_source_amount,
        coalesce(return_lines.tax_source_amount, 0) as tax_source_amount,
        coalesce(return_lines.cost_source_amount, 0) as cost_source_amount,

        {{ row_hash([
            'return_lines.return_no', 'return_lines.order_no', 'return_lines.line_no',
            'return_lines.return_reason', 'orders.customer_no', 'order_lines.product_id',
            'orders.currency_code', 'return_lines.return_date', 'return_lines.quantity',
            'return_lines.net_source_amount', 'return_lines.tax_source_amount',
            'return_lines.cost_source_amount',
        ]) }} as _record_mark
    from return_lines
    left join orders
        on return_lines.order_no = orders.order_no
    left join order_lines
        on return_lines.order_no = order_lines.order_no
        and return_lines.line_no = order_lines.line_no
    where return_lines.return_date <= {{ as_of_date() }}

)

select * from final
