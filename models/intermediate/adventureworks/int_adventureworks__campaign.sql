{{ config(schema='intermediate') }}

{# Promotions: offers to everybody, so they have no members, touches or costs. #}
with promotions as (

    select * from {{ ref('stg_adventureworks__promotion') }}

),

final as (

    select
        'promotion-' || promotion_number as campaign_id,

        promotion_name as campaign_name,
        promotion_type as campaign_type,
        case
            when start_date > {{ as_of_date() }} then 'Planned'
            when end_date < {{ as_of_date() }} then 'Completed'
            else 'In Progress'
        end as status_name,
        cast(null as varchar) as parent_campaign_id,
        cast(null as varchar) as offer_name,
        category_name as segment_name,
        cast(null as varchar) as channel_name,
        start_date,
        end_date,

        cast(null as decimal(18, 4)) as budgeted_cost_amount,
        cast(null as decimal(18, 4)) as actual_cost_amount,
        cast(null as decimal(18, 4)) as expected_revenue_amount
    from promotions

)

select * from final
