with products as (

    {{ conform('product', [
        'product_id', 'product_name', 'subcategory_name', 'category_name', 'brand_name',
        'list_price_amount', 'unit_cost_amount',
    ]) }}

),

members as (

    select
        {{ surrogate_key(['source_system', 'product_id']) }} as product_key,
        source_system,
        product_id,
        product_name,
        coalesce(subcategory_name, 'Unknown') as subcategory_name,
        coalesce(category_name, 'Unknown') as category_name,
        brand_name,
        list_price_amount,
        unit_cost_amount
    from products

    union all

    select
        0 as product_key,
        'unknown' as source_system,
        'unknown' as product_id,
        'Unknown' as product_name,
        'Unknown' as subcategory_name,
        'Unknown' as category_name,
        cast(null as varchar) as brand_name,
        cast(null as decimal(18, 4)) as list_price_amount,
        cast(null as decimal(18, 4)) as unit_cost_amount

),

final as (

    select
        cast(product_key as bigint) as product_key,

        source_system,
        product_id,
        product_name,
        subcategory_name,
        category_name,
        brand_name,

        list_price_amount,
        unit_cost_amount
    from members

)

select * from final
