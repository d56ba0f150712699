{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['visit_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['visit_id', 'visit_id', 'text'],
    ['visitor_id', 'visitor_id', 'text'],
    ['account_id', 'account_id', 'salesforce_id'],
    ['campaign_id', 'campaign_id', 'salesforce_id'],
    ['order_no', 'order_no', 'text'],
    ['started_at', 'started_at', 'timestamp'],
    ['ended_at', 'ended_at', 'timestamp'],
    ['traffic_source', 'traffic_source', 'text'],
    ['has_basket', 'has_basket', 'boolean'],
    ['task_completed', 'is_task_completed', 'boolean'],
    ['page_count', 'page_count', 'integer'],
] %}

{% set added = {'order_key': surrogate_key(["'erp'", 'order_no'])} %}

{{ newest_versions(
    source('raw_marketing', 'web_visit'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['visit_id'], added=added,
    measures=['page_count'],
) }}
