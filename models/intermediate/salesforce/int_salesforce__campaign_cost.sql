{{ config(schema='intermediate') }}

{# What a campaign cost in all, as its record states it, on its first day. #}
with campaigns as (

    select * from {{ ref('stg_salesforce__campaign') }}

),

final as (

    select
        campaign_id as cost_id,
        {{ surrogate_key(["'salesforce'", 'campaign_id']) }} as campaign_key,

        coalesce(start_date, {{ business_date('coalesce(created_at, changed_at)') }}) as cost_date,
        'actual' as cost_type,
        currency_code,
        actual_cost_amount as cost_source_amount
    from campaigns
    where actual_cost_amount is not null

)

select * from final
