{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['customer_no'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['customer_no', 'customer_no', 'text'],
    ['tax_no', 'tax_no', 'text'],
    ['crm_account_id', 'crm_account_id', 'salesforce_id'],
    ['rep_employee_no', 'rep_employee_no', 'text'],
    ['customer_name', 'customer_name', 'text'],
    ['kind', 'customer_kind', 'text'],
    ['email', 'email_address', 'text'],
    ['phone', 'phone_number', 'text'],
    ['birth_date', 'birth_date', 'date'],
    ['street', 'street_name', 'text'],
    ['city', 'city_name', 'text'],
    ['postal_code', 'postal_code', 'text'],
    ['country', 'country_name', 'text'],
    ['currency', 'currency_code', 'text'],
    ['acquisition_channel', 'acquisition_channel', 'text'],
    ['created_on', 'created_date', 'date'],
    ['credit_limit', 'credit_limit_source_amount', 'amount'],
    ['payment_terms_days', 'payment_terms_days', 'integer'],
] %}

{% set added = {
    'changed_date': business_date('changed_at'),
    'next_changed_date': business_date('next_changed_at'),
    'party_key': surrogate_key(["'erp'", 'customer_no']),
    'crm_party_key': surrogate_key(["'salesforce'", 'crm_account_id']),
} %}

{{ every_version(
    source('raw_erp', 'customer'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['customer_no'], added=added,
) }}
