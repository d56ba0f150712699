{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['response_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['response_id', 'response_id', 'text'],
    ['survey_id', 'survey_id', 'text'],
    ['contact_id', 'contact_id', 'text'],
    ['case_id', 'case_id', 'salesforce_id'],
    ['order_no', 'order_no', 'text'],
    ['customer_ref', 'customer_ref', 'text'],
    ['sent_at', 'sent_at', 'timestamp'],
    ['answered_at', 'answered_at', 'timestamp'],
    ['comment', 'comment_text', 'text'],
] %}

{{ newest_versions(
    source('raw_contact_centre', 'survey_response'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['response_id'],
) }}
