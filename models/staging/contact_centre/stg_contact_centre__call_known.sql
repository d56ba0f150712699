{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['call_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['call_id', 'call_id', 'text'],
    ['contact_id', 'contact_id', 'text'],
    ['agent_no', 'agent_no', 'text'],
    ['case_id', 'case_id', 'salesforce_id'],
    ['caller_phone', 'caller_phone', 'text'],
    ['queue', 'queue_name', 'text'],
    ['skill', 'skill_name', 'text'],
    ['direction', 'direction', 'text'],
    ['offered_at', 'offered_at', 'timestamp'],
    ['answered_at', 'answered_at', 'timestamp'],
    ['ended_at', 'ended_at', 'timestamp'],
    ['outcome', 'outcome', 'text'],
    ['wait_seconds', 'wait_seconds', 'integer'],
    ['talk_seconds', 'talk_seconds', 'integer'],
    ['hold_seconds', 'hold_seconds', 'integer'],
    ['wrap_seconds', 'wrap_seconds', 'integer'],
] %}

{% set added = {
    'case_key': surrogate_key(["'salesforce'", 'case_id']),
    'employee_key': surrogate_key(["'erp'", 'agent_no']),
} %}

{{ newest_versions(
    source('raw_contact_centre', 'call'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['call_id'], added=added,
    measures=['talk_seconds'],
) }}
