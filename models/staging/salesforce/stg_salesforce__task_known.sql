{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['task_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'task_id', 'salesforce_id'],
    ['WhoId', 'who_id', 'salesforce_id'],
    ['WhatId', 'what_id', 'salesforce_id'],
    ['AccountId', 'account_id', 'salesforce_id'],
    ['OwnerId', 'owner_user_id', 'salesforce_id'],
    ['Subject', 'subject', 'text'],
    ['Type', 'task_type', 'text'],
    ['Status', 'status_name', 'text'],
    ['ActivityDate', 'activity_date', 'date'],
    ['CallDisposition', 'call_disposition', 'text'],
    ['IsClosed', 'is_closed', 'boolean'],
    ['CompletedDateTime', 'completed_at', 'timestamp'],
    ['CreatedDate', 'created_at', 'timestamp'],
    ['CallDurationInSeconds', 'call_seconds', 'integer'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'task'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['task_id'],
) }}
