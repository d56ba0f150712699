{{ config(schema='intermediate') }}

{#
    Both sales tables in one shape. Persons and resellers have separate number ranges, so a
    customer's id carries its kind. The source rounds net and discount each by itself, and in 378
    reseller lines both up: net and gross are taken as they stand, the discount is the difference.
#}
with internet_sales as (

    select * from {{ ref('stg_adventureworks__internet_sale') }}

),

reseller_sales as (

    select * from {{ ref('stg_adventureworks__reseller_sale') }}

),

final as (

    select
        order_id,
        order_line_number,
        'customer-' || customer_number as customer_id,
        product_version_id,
        cast(null as varchar) as employee_id,
        'territory-' || territory_number as unit_id,
        'promotion-' || promotion_number as campaign_id,
        'internet' as channel_id,

        order_date,
        due_date,
        shipped_date,

        quantity,
        gross_amount,
        {{ amount('gross_amount - net_amount') }} as discount_amount,
        net_amount,
        tax_amount,
        cost_amount,

        _load_id
    from internet_sales

    union all

    select
        order_id,
        order_line_number,
        'reseller-' || reseller_number as customer_id,
        product_version_id,
        employee_number as employee_id,
        'territory-' || territory_number as unit_id,
        'promotion-' || promotion_number as campaign_id,
        'reseller' as channel_id,

        order_date,
        due_date,
        shipped_date,

        quantity,
        gross_amount,
        {{ amount('gross_amount - net_amount') }} as discount_amount,
        net_amount,
        tax_amount,
        cost_amount,

        _load_id
    from reseller_sales

)

select * from final
