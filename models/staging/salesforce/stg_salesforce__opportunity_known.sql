{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['opportunity_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'opportunity_id', 'salesforce_id'],
    ['AccountId', 'account_id', 'salesforce_id'],
    ['OwnerId', 'owner_user_id', 'salesforce_id'],
    ['CampaignId', 'campaign_id', 'salesforce_id'],
    ['ERP_Order_No__c', 'erp_order_no', 'text'],
    ['Name', 'opportunity_name', 'text'],
    ['StageName', 'stage_name', 'text'],
    ['CurrencyIsoCode', 'currency_code', 'text'],
    ['CloseDate', 'close_date', 'date'],
    ['Type', 'opportunity_type', 'text'],
    ['LeadSource', 'lead_source', 'text'],
    ['IsClosed', 'is_closed', 'boolean'],
    ['IsWon', 'is_won', 'boolean'],
    ['ForecastCategoryName', 'forecast_category', 'text'],
    ['Loss_Reason__c', 'loss_reason_name', 'text'],
    ['Competitor__c', 'competitor_name', 'text'],
    ['CreatedDate', 'created_at', 'timestamp'],
    ['Amount', 'opportunity_source_amount', 'amount'],
    ['Probability', 'probability_percent', 'rate'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'opportunity'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['opportunity_id'],
) }}
