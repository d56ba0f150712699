{{ config(schema='intermediate') }}

{# A row per day on which a product changed, as it stood at the end of that day. #}
with versions as (

    select * from {{ ref('stg_erp__product_version') }}

),

categories as (

    select * from {{ ref('stg_erp__category') }}

),

dated as (

    select
        *,
        {{ business_date('changed_at') }} as valid_from
    from versions

),

ranked as (

    select
        *,
        row_number() over (
            partition by product_id, valid_from
            order by version_number desc
        ) as day_rank
    from dated

),

final as (

    select
        ranked.product_id,

        ranked.product_name,
        categories.category_name as subcategory_name,
        coalesce(parents.category_name, categories.category_name) as category_name,
        ranked.brand_name,
        ranked.variant_name,
        ranked.launched_date,
        ranked.discontinued_date,
        ranked.currency_code,
        ranked.list_price_source_amount,
        ranked.unit_cost_source_amount,
        ranked.valid_from
    from ranked
    left join categories
        on ranked.category_id = categories.category_id
    left join categories as parents
        on categories.parent_category_id = parents.category_id
    where
        ranked.day_rank = 1
        and not ranked.is_deleted

)

select * from final
