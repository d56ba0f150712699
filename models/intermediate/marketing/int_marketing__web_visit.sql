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
        'salesforce' as campaign_system,
        campaign_id,
        order_key,

        traffic_source,
        coalesce(has_basket, false) as has_basket,
        is_task_completed,
        started_at,
        ended_at,

        page_count,
        _record_mark
    from visits
    where {{ happened_by_then('started_at') }}

)

select * from final
