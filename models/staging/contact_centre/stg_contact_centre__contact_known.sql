{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['contact_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['contact_id', 'contact_id', 'text'],
    ['full_name', 'full_name', 'text'],
    ['phone', 'phone_number', 'text'],
    ['email', 'email_address', 'text'],
    ['customer_ref', 'customer_ref', 'text'],
    ['created_at', 'created_at', 'timestamp'],
] %}

{% set added = {
    'changed_date': business_date('changed_at'),
    'first_seen_date': business_date('coalesce(created_at, changed_at)'),
    'party_key': surrogate_key(["'contact_centre'", 'contact_id']),
    'erp_party_key': surrogate_key(["'erp'", 'customer_ref']),
} %}

{{ newest_versions(
    source('raw_contact_centre', 'contact'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['contact_id'], added=added,
) }}
