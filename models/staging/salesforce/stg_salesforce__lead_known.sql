{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['lead_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'lead_id', 'salesforce_id'],
    ['OwnerId', 'owner_user_id', 'salesforce_id'],
    ['ConvertedAccountId', 'converted_account_id', 'salesforce_id'],
    ['ConvertedContactId', 'converted_contact_id', 'salesforce_id'],
    ['ConvertedOpportunityId', 'converted_opportunity_id', 'salesforce_id'],
    ['Name', 'full_name', 'text'],
    ['FirstName', 'first_name', 'text'],
    ['LastName', 'last_name', 'text'],
    ['Company', 'company_name', 'text'],
    ['Email', 'email_address', 'text'],
    ['Phone', 'phone_number', 'text'],
    ['Status', 'status_name', 'text'],
    ['LeadSource', 'lead_source', 'text'],
    ['Rating', 'rating', 'text'],
    ['Industry', 'industry_name', 'text'],
    ['City', 'city_name', 'text'],
    ['Country', 'country_name', 'text'],
    ['IsConverted', 'is_converted', 'boolean'],
    ['ConvertedDate', 'converted_date', 'date'],
    ['Has_Budget__c', 'has_budget', 'boolean'],
    ['Has_Authority__c', 'has_authority', 'boolean'],
    ['Has_Need__c', 'has_need', 'boolean'],
    ['CreatedDate', 'created_at', 'timestamp'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'lead'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['lead_id'],
) }}
