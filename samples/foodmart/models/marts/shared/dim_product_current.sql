with products as (

    select * from {{ ref('stg_foodmart__product') }}

),

classes as (

    select * from {{ ref('stg_foodmart__product_class') }}

),

final as (

    select
        products.product_id as product_key,
        'foodmart' as source_system,
        cast(products.product_id as varchar) as product_id,
        products.product_name,
        products.brand_name,
        classes.subcategory_name,
        classes.category_name,
        classes.department_name,
        classes.family_name,
        products.is_low_fat,
        products.is_recyclable,
        products.list_price_amount
    from products
    inner join classes
        on products.product_class_id = classes.product_class_id

)

select * from final
