{{ config(enabled=true, materialized='table', schema='marketing') }}

with costs as (

    select * from {{ ref('int_marketing_campaign_cost') }}
    where not is_of_other_system

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

final as (

    select
        {{ surrogate_key(['costs.source_system', 'costs.cost_id']) }} as campaign_cost_key,
        {{ member_key('campaigns.campaign_key', source_key='costs.campaign_key') }} as campaign_key,

        costs.source_system,
        costs.cost_id,
        costs.cost_date,
        costs.cost_type,
        coalesce(costs.currency_code, '{{ var("reporting_currency") }}') as currency_code,

        costs.cost_source_amount,
        {{ reporting_amount(
            'costs.cost_source_amount', joined_rate('rates', 'costs.currency_code')
        ) }} as cost_amount
    from costs
    left join campaigns
        on costs.campaign_key = campaigns.campaign_key
    {{ rate_join('rates', 'costs.currency_code', 'costs.cost_date') }}

)

select * from final
