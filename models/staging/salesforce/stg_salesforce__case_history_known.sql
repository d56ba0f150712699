{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['case_history_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'case_history_id', 'salesforce_id'],
    ['CaseId', 'case_id', 'salesforce_id'],
    ['CreatedById', 'created_by_user_id', 'salesforce_id'],
    ['Field', 'field_name', 'text'],
    ['OldValue', 'old_value', 'text'],
    ['NewValue', 'new_value', 'text'],
    ['CreatedDate', 'created_at', 'timestamp'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'case_history'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['case_history_id'],
) }}
