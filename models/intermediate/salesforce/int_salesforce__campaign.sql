{{ config(schema='intermediate') }}

with campaigns as (

    select * from {{ ref('stg_salesforce__campaign') }}

),

final as (

    select
        campaign_id,

        campaign_name,
        campaign_type,
        status_name,
        parent_campaign_id,
        offer_name,
        segment_name,
        channel_name,
        start_date,
        end_date,

        budgeted_cost_amount,
        actual_cost_amount,
        expected_revenue_amount
    from campaigns

)

select * from final
