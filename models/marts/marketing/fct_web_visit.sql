{{ config(
    enabled=true,
    schema='marketing',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='visit_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set columns = {
    'visit_id': 'text', 'visitor_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'campaign_system': 'text', 'campaign_id': 'text', 'order_key': 'bigint',
    'traffic_source': 'text', 'has_basket': 'boolean', 'is_task_completed': 'boolean',
    'started_at': 'timestamp', 'ended_at': 'timestamp', 'page_count': 'integer',
    '_record_mark': 'bigint',
} %}
{% set made_of = [
    'visits.source_system', 'visits._record_mark', 'party_marks.party_mark',
    'campaigns.campaign_key', 'orders.order_key',
    "'" ~ var('reporting_timezone') ~ "'",
] %}
with campaigns as (

    select * from {{ ref('dim_campaign') }}

),

orders as (

    select order_key from {{ ref('fct_order') }}

),
{% if is_incremental() %}
present as (

    select
        visits.source_system,
        visits._record_mark,
        {{ row_hash(made_of) }} as _version_mark
    from (
        {{ conform('web_visit', {
            'party_system': 'text', 'party_id': 'text', 'campaign_system': 'text',
            'campaign_id': 'text', 'order_key': 'bigint', '_record_mark': 'bigint',
        }) | indent(8) }}
    ) as visits
    {{ join_party_mark('visits') }}
    {{ join_campaign_by_hash('visits.campaign_system', 'visits.campaign_id') }}
    left join orders
        on visits.order_key = orders.order_key

),

changed as (

    {{ changed_marks('present', ['visit_key']) }}

),
{% endif %}
visits as (

    select
        visits.*,
        {%- if is_incremental() %}
        changed._version_mark,
        {%- endif %}
        {{ business_date('visits.started_at') }} as visit_date
    from (
        {{ conform('web_visit', columns) | indent(8) }}
    ) as visits
    {%- if is_incremental() %}
    inner join changed
        on visits.source_system = changed.source_system
        and visits._record_mark = changed._record_mark
    {%- endif %}

),

keyed as (

    select
        visits.*,
        {{ party_keys() }},
        {{ member_key('campaigns.campaign_key', 'visits.campaign_id') }} as campaign_key,
        coalesce(orders.order_key, 0) as known_order_key
        {%- if not is_incremental() %},
        {{ row_hash(made_of) }} as _version_mark
        {%- endif %}
    from visits
    {{ join_party('visits', 'visits.visit_date') }}
    {%- if not is_incremental() %}
    {{ join_party_mark('visits') }}
    {%- endif %}
    left join campaigns
        on visits.campaign_system = campaigns.source_system
        and visits.campaign_id = campaigns.campaign_id
    left join orders
        on visits.order_key = orders.order_key

),

final as (

    select
        {{ surrogate_key(['source_system', 'visit_id']) }} as visit_key,
        customer_key,
        customer_version_key,
        campaign_key,
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
    from keyed

)

{{ replaced_rows('final', 'changed', ['visit_key']) }}
