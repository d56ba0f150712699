{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['chat_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['chat_id', 'chat_id', 'text'],
    ['contact_id', 'contact_id', 'text'],
    ['agent_no', 'agent_no', 'text'],
    ['case_id', 'case_id', 'salesforce_id'],
    ['queue', 'queue_name', 'text'],
    ['started_at', 'started_at', 'timestamp'],
    ['ended_at', 'ended_at', 'timestamp'],
    ['wait_seconds', 'wait_seconds', 'integer'],
    ['message_count', 'message_count', 'integer'],
] %}

{% set added = {
    'case_key': surrogate_key(["'salesforce'", 'case_id']),
    'employee_key': surrogate_key(["'erp'", 'agent_no']),
} %}

{{ newest_versions(
    source('raw_contact_centre', 'chat'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['chat_id'], added=added,
    measures=['message_count'],
) }}
