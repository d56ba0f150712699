{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['callback_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['callback_id', 'callback_id', 'text'],
    ['contact_id', 'contact_id', 'text'],
    ['case_id', 'case_id', 'salesforce_id'],
    ['agent_no', 'agent_no', 'text'],
    ['kind', 'callback_kind', 'text'],
    ['scheduled_at', 'scheduled_at', 'timestamp'],
    ['done_at', 'done_at', 'timestamp'],
    ['outcome', 'outcome', 'text'],
] %}

{% set added = {
    'case_key': surrogate_key(["'salesforce'", 'case_id']),
    'employee_key': surrogate_key(["'erp'", 'agent_no']),
} %}

{{ newest_versions(
    source('raw_contact_centre', 'callback'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['callback_id'], added=added,
) }}
