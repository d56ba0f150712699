{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['touch_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['touch_id', 'touch_id', 'text'],
    ['campaign_id', 'campaign_id', 'salesforce_id'],
    ['member_id', 'campaign_member_id', 'salesforce_id'],
    ['account_id', 'account_id', 'salesforce_id'],
    ['lead_id', 'lead_id', 'salesforce_id'],
    ['channel', 'channel_name', 'text'],
    ['sent_at', 'sent_at', 'timestamp'],
    ['opened_at', 'opened_at', 'timestamp'],
    ['clicked_at', 'clicked_at', 'timestamp'],
    ['responded_at', 'responded_at', 'timestamp'],
    ['unsubscribed_at', 'unsubscribed_at', 'timestamp'],
] %}

{{ newest_versions(
    source('raw_marketing', 'touch'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['touch_id'],
) }}
