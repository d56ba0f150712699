{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['shipment_no'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['shipment_no', 'shipment_no', 'text'],
    ['order_no', 'order_no', 'text'],
    ['shipped_date', 'shipped_date', 'date'],
    ['delivered_date', 'delivered_date', 'date'],
    ['carrier', 'carrier_name', 'text'],
] %}

{% set added = {
    'shipment_key': surrogate_key(["'erp'", 'shipment_no']),
    'order_key': surrogate_key(["'erp'", 'order_no']),
} %}

{{ newest_versions(
    source('raw_erp', 'shipment'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['shipment_no'],
    added=added,
) }}
