{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['payment_no'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['payment_no', 'payment_no', 'text'],
    ['invoice_no', 'invoice_no', 'text'],
    ['customer_no', 'customer_no', 'text'],
    ['paid_date', 'paid_date', 'date'],
    ['currency', 'currency_code', 'text'],
    ['method', 'payment_method', 'text'],
    ['amount', 'paid_source_amount', 'amount'],
] %}

{% set added = {
    'payment_key': surrogate_key(["'erp'", 'payment_no']),
    'invoice_key': surrogate_key(["'erp'", 'invoice_no']),
    'party_key': surrogate_key(["'erp'", 'customer_no']),
} %}

{{ newest_versions(
    source('raw_erp', 'payment'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['payment_no'],
    added=added,
) }}
