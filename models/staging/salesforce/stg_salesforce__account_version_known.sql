{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'account_id', 'salesforce_id'],
    ['OwnerId', 'owner_user_id', 'salesforce_id'],
    ['ParentId', 'parent_account_id', 'salesforce_id'],
    ['MasterRecordId', 'master_account_id', 'salesforce_id'],
    ['ERP_Customer_No__c', 'erp_customer_no', 'text'],
    ['Tax_No__c', 'tax_no', 'text'],
    ['Name', 'account_name', 'text'],
    ['Type', 'account_type', 'text'],
    ['IsPersonAccount', 'is_person', 'boolean'],
    ['PersonEmail', 'email_address', 'text'],
    ['Phone', 'phone_number', 'text'],
    ['PersonBirthdate', 'birth_date', 'date'],
    ['BillingStreet', 'street_name', 'text'],
    ['BillingCity', 'city_name', 'text'],
    ['BillingPostalCode', 'postal_code', 'text'],
    ['BillingState', 'region_name', 'text'],
    ['BillingCountry', 'country_name', 'text'],
    ['Industry', 'industry_name', 'text'],
    ['AccountSource', 'account_source', 'text'],
    ['Rating', 'rating', 'text'],
    ['PersonHasOptedOutOfEmail', 'has_opted_out_of_email', 'boolean'],
    ['CreatedDate', 'created_at', 'timestamp'],
    ['NumberOfEmployees', 'employee_count', 'integer'],
    ['AnnualRevenue', 'annual_revenue_amount', 'amount'],
    ['Share_of_Wallet__c', 'share_of_wallet_percent', 'rate'],
] %}

{% set added = {
    'changed_date': business_date('changed_at'),
    'next_changed_date': business_date('next_changed_at'),
    'first_seen_date': business_date('coalesce(created_at, changed_at)'),
    'party_key': surrogate_key(["'salesforce'", 'account_id']),
    'erp_party_key': surrogate_key(["'erp'", 'erp_customer_no']),
    'master_party_key': surrogate_key(["'salesforce'", 'master_account_id']),
} %}

{{ every_version(
    source('raw_salesforce', 'account'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['account_id'], added=added,
) }}
