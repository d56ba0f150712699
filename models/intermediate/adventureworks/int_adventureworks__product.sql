{{ config(schema='intermediate') }}

{#
    The source keeps a row per version of a product, dated from one cost to the next.
#}
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
        *,
        row_number() over (
            partition by product_code, coalesce(started_date, date '1900-01-01')
            order by is_current desc, version_number desc
        ) as day_rank
    from product_versions

),

final as (

    select
        ranked.product_code as product_id,

        ranked.product_name,
        subcategories.subcategory_name,
        categories.category_name,
        cast(null as varchar) as brand_name,
        cast(null as varchar) as variant_name,
        cast(null as date) as launched_date,
        cast(null as date) as discontinued_date,
        'USD' as currency_code,
        ranked.list_price_amount as list_price_source_amount,
        ranked.unit_cost_amount as unit_cost_source_amount,
        coalesce(ranked.started_date, date '1900-01-01') as valid_from
    from ranked
    left join subcategories
        on ranked.product_subcategory_id = subcategories.product_subcategory_id
    left join categories
        on subcategories.product_category_id = categories.product_category_id
    where ranked.day_rank = 1

)

select * from final
