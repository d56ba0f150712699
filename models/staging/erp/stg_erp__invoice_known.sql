{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['invoice_no'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['invoice_no', 'invoice_no', 'text'],
    ['order_no', 'order_no', 'text'],
    ['customer_no', 'customer_no', 'text'],
    ['invoice_date', 'invoice_date', 'date'],
    ['due_date', 'due_date', 'date'],
    ['currency', 'currency_code', 'text'],
    ['net_amount', 'net_source_amount', 'amount'],
    ['tax_amount', 'tax_source_amount', 'amount'],
    ['gross_amount', 'gross_source_amount', 'amount'],
] %}

{% set added = {
    'invoice_key': surrogate_key(["'erp'", 'invoice_no']),
    'order_key': surrogate_key(["'erp'", 'order_no']),
    'party_key': surrogate_key(["'erp'", 'customer_no']),
} %}

{{ newest_versions(
    source('raw_erp', 'invoice'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['invoice_no'],
    added=added,
) }}
