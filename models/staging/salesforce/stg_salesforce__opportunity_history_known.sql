{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['opportunity_history_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'opportunity_history_id', 'salesforce_id'],
    ['OpportunityId', 'opportunity_id', 'salesforce_id'],
    ['CreatedById', 'created_by_user_id', 'salesforce_id'],
    ['StageName', 'stage_name', 'text'],
    ['CloseDate', 'close_date', 'date'],
    ['ForecastCategory', 'forecast_category', 'text'],
    ['CreatedDate', 'created_at', 'timestamp'],
    ['Amount', 'opportunity_source_amount', 'amount'],
    ['Probability', 'probability_percent', 'rate'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'opportunity_history'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['opportunity_history_id'],
) }}
