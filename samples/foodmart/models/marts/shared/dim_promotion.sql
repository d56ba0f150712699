with promotions as (

    select * from {{ ref('stg_foodmart__promotion') }}

),

final as (

    select
        promotion_id as promotion_key,
        promotion_name,
        media_type,
        started_date,
        ended_date,
        cost_amount
    from promotions

)

select * from final
