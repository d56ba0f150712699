{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['order_no'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['order_no', 'order_no', 'text'],
    ['customer_no', 'customer_no', 'text'],
    ['channel', 'channel_id', 'text'],
    ['branch_id', 'branch_id', 'text'],
    ['rep_employee_no', 'rep_employee_no', 'text'],
    ['opportunity_id', 'opportunity_id', 'salesforce_id'],
    ['campaign_id', 'campaign_id', 'salesforce_id'],
    ['currency', 'currency_code', 'text'],
    ['order_date', 'order_date', 'date'],
    ['ordered_at', 'ordered_at', 'timestamp'],
    ['promised_date', 'promised_date', 'date'],
    ['status', 'status_name', 'text'],
] %}

{% set added = {
    'order_key': surrogate_key(["'erp'", 'order_no']),
    'party_key': surrogate_key(["'erp'", 'customer_no']),
} %}

{{ newest_versions(
    source('raw_erp', 'sales_order'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['order_no'],
    added=added,
) }}
