{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['task_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'task_id', 'text'],
    ['WhoId', 'who_id', 'text'],
    ['WhatId', 'what_id', 'text'],
    ['AccountId', 'account_id', 'text'],
    ['OwnerId', 'owner_user_id', 'text'],
    ['Subject', 'subject', 'text'],
    ['Type', 'task_type', 'text'],
    ['Status', 'status_name', 'text'],
    ['ActivityDate', 'activity_date', 'date'],
    ['CallDisposition', 'call_disposition', 'text'],
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
