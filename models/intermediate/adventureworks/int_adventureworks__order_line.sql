{{ config(schema='intermediate') }}

with sales as (

    select * from {{ ref('int_adventureworks__sale') }}

),

product_versions as (

    select * from {{ ref('stg_adventureworks__product') }}

),

final as (

    select
        sales.order_id,
        sales.order_line_number,
        sales.customer_id,
        coalesce(product_versions.product_code, 'version-' || sales.product_version_id)
            as product_id,
        sales.channel_id,

        sales.order_date,

        sales.quantity,
        sales.gross_amount,
        sales.discount_amount,
        sales.net_amount,
        sales.tax_amount,
        sales.cost_amount,

        sales._load_id
    from sales
    left join product_versions
        on sales.product_version_id = product_versions.product_version_id

)

select * from final
