{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['order_no', 'line_no'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['order_no', 'order_no', 'text'],
    ['line_no', 'line_no', 'integer'],
    ['product_id', 'product_id', 'text'],
    ['batch_no', 'batch_no', 'text'],
    ['quantity', 'quantity', 'integer'],
    ['unit_price', 'unit_price_source_amount', 'amount'],
    ['discount_amount', 'discount_source_amount', 'amount'],
    ['net_amount', 'net_source_amount', 'amount'],
    ['tax_amount', 'tax_source_amount', 'amount'],
    ['cost_amount', 'cost_source_amount', 'amount'],
] %}

{% set added = {
    'order_line_key': surrogate_key(["'erp'", 'order_no', 'line_no']),
    'order_key': surrogate_key(["'erp'", 'order_no']),
    'product_key': surrogate_key(["'erp'", 'product_id']),
} %}

{{ newest_versions(
    source('raw_erp', 'order_line'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['order_no', 'line_no'],
    added=added,
    measures=['quantity', 'net_source_amount', 'tax_source_amount', 'cost_source_amount'],
    marked='_load_id',
) }}
