{{ config(schema='intermediate') }}

with products as (

    select * from {{ ref('stg_demo__product') }}

),

categories as (

    select * from {{ ref('stg_demo__category') }}

),

final as (

    select
        products.product_id,

        products.product_name,
        subcategories.category_name as subcategory_name,
        parents.category_name,
        products.brand_name,
        products.list_price_amount,
        products.unit_cost_amount
    from products
    left join categories as subcategories
        on products.category_id = subcategories.category_id
    left join categories as parents
        on subcategories.parent_category_id = parents.category_id

)

select * from final
