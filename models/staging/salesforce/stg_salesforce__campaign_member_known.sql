{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['campaign_member_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'campaign_member_id', 'salesforce_id'],
    ['CampaignId', 'campaign_id', 'salesforce_id'],
    ['LeadId', 'lead_id', 'salesforce_id'],
    ['ContactId', 'crm_contact_id', 'salesforce_id'],
    ['AccountId', 'account_id', 'salesforce_id'],
    ['Status', 'status_name', 'text'],
    ['HasResponded', 'has_responded', 'boolean'],
    ['FirstRespondedDate', 'first_responded_date', 'date'],
    ['Is_Control__c', 'is_control', 'boolean'],
    ['CreatedDate', 'created_at', 'timestamp'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'campaign_member'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['campaign_member_id'],
) }}
