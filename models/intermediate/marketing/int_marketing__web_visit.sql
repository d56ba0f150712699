{{ config(schema='intermediate') }}

with visits as (

    select * from {{ ref('stg_marketing__web_visit') }}

),

final as (

    select
        visit_id,
        visitor_id,
        'salesforce' as party_system,
        account_id as party_id,
        {{ surrogate_key(["'salesforce'", 'campaign_id']) }} as campaign_key,
        {{ surrogate_key(["'erp'", 'order_no']) }} as order_key,

        traffic_source,
        coalesce(has_basket, false) as has_basket,
        is_task_completed,
        started_at,
        ended_at,

        page_count
    from visits

)

select * from final
