{{ config(schema='intermediate') }}

{# The source keeps a row per version of a product; the newest version describes it here. #}
with product_versions as (

    select * from {{ ref('stg_adventureworks__product') }}

),

subcategories as (

    select * from {{ ref('stg_adventureworks__product_subcategory') }}

),

categories as (

    select * from {{ ref('stg_adventureworks__product_category') }}

),

ranked as (

    select
        product_code,
        product_subcategory_id,
        product_name,
        list_price_amount,
        unit_cost_amount,
        row_number() over (
            partition by product_code
            order by is_current desc, version_number desc
        ) as version_rank
    from product_versions

),

final as (

    select
        ranked.product_code as product_id,

        ranked.product_name,
        subcategories.subcategory_name,
        categories.category_name,
        cast(null as varchar) as brand_name,
        ranked.list_price_amount,
        ranked.unit_cost_amount
    from ranked
    left join subcategories
        on ranked.product_subcategory_id = subcategories.product_subcategory_id
    left join categories
        on subcategories.product_category_id = categories.product_category_id
    where ranked.version_rank = 1

)

select * from final
