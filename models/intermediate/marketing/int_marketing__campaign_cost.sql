{{ config(schema='intermediate') }}

with costs as (

    select * from {{ ref('stg_marketing__campaign_cost') }}

),

final as (

    select
        cost_id,
        {{ surrogate_key(["'salesforce'", 'campaign_id']) }} as campaign_key,

        cost_date,
        cost_type,
        currency_code,
        cost_source_amount
    from costs

)

select * from final
