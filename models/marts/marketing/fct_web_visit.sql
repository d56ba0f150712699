{{ config(enabled=true, materialized='table', schema='marketing') }}

with visits as (

    {{ conform('web_visit', {
        'visit_id': 'text', 'visitor_id': 'text', 'party_system': 'text', 'party_id': 'text',
        'campaign_key': 'bigint', 'order_key': 'bigint', 'traffic_source': 'text',
        'has_basket': 'boolean', 'is_task_completed': 'boolean', 'started_at': 'timestamp',
        'ended_at': 'timestamp', 'page_count': 'integer',
    }) | indent(4) }}

),

dated as (

    select
        *,
        {{ business_date('started_at') }} as visit_date
    from visits

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

orders as (

    select * from {{ ref('fct_order') }}

),

final as (

    select
        {{ surrogate_key(['dated.source_system', 'dated.visit_id']) }} as visit_key,
        {{ party_keys() }},
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        coalesce(orders.order_key, 0) as order_key,

        dated.source_system,
        dated.visit_id,
        dated.visitor_id,
        coalesce(dated.traffic_source, 'unknown') as traffic_source,
        dated.visit_date,
        dated.started_at,
        dated.ended_at,
        dated.has_basket,
        dated.is_task_completed,
        coalesce(orders.order_key, 0) <> 0 as has_order,

        cast(coalesce(dated.page_count, 0) as integer) as page_count,
        cast(
            {{ epoch_seconds('dated.ended_at') }} - {{ epoch_seconds('dated.started_at') }} as bigint
        ) as visit_seconds
    from dated
    {{ join_party('dated', 'dated.visit_date') }}
    left join campaigns
        on dated.campaign_key = campaigns.campaign_key
    left join orders
        on dated.order_key = orders.order_key

)

select * from final
