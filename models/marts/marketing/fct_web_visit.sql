{{ config(
    enabled=true,
    schema='marketing',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='visit_key',
    on_schema_change='fail',
    post_hook="{{ delete_gone_rows('web_visit', {'visit_id': 'text'}) }}",
) }}

{% set columns = {
    'visit_id': 'text', 'visitor_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'campaign_key': 'bigint', 'order_key': 'bigint', 'traffic_source': 'text',
    'has_basket': 'boolean', 'is_task_completed': 'boolean', 'started_at': 'timestamp',
    'ended_at': 'timestamp', 'page_count': 'integer',
} %}
with visits as (

    {{ conform('web_visit', columns) | indent(4) }}

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

keyed as (

    select
        dated.*,
        {{ party_keys() }},
        coalesce(campaigns.campaign_key, 0) as known_campaign_key,
        coalesce(orders.order_key, 0) as known_order_key
    from dated
    {{ join_party('dated', 'dated.visit_date') }}
    left join campaigns
        on dated.campaign_key = campaigns.campaign_key
    left join orders
        on dated.order_key = orders.order_key

),

changed as (

    {{ changed_rows('keyed', ['source_system', 'visit_id'], (columns.keys() | list) + [
        'visit_date', 'customer_key', 'customer_version_key', 'known_campaign_key',
        'known_order_key',
    ]) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'visit_id']) }} as visit_key,
        customer_key,
        customer_version_key,
        known_campaign_key as campaign_key,
        known_order_key as order_key,

        source_system,
        visit_id,
        visitor_id,
        coalesce(traffic_source, 'unknown') as traffic_source,
        visit_date,
        started_at,
        ended_at,
        has_basket,
        is_task_completed,
        known_order_key <> 0 as has_order,

        cast(coalesce(page_count, 0) as integer) as page_count,
        cast(
            {{ epoch_seconds('ended_at') }} - {{ epoch_seconds('started_at') }} as bigint
        ) as visit_seconds,

        _version_mark
    from changed

)

select * from final
