{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['case_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['Id', 'case_id', 'salesforce_id'],
    ['AccountId', 'account_id', 'salesforce_id'],
    ['ContactId', 'crm_contact_id', 'salesforce_id'],
    ['OwnerId', 'owner_user_id', 'salesforce_id'],
    ['Product_Code__c', 'product_id', 'text'],
    ['Batch_No__c', 'batch_no', 'text'],
    ['ERP_Order_No__c', 'erp_order_no', 'text'],
    ['CaseNumber', 'case_number', 'text'],
    ['Origin', 'origin_name', 'text'],
    ['Type', 'case_type', 'text'],
    ['Reason', 'reason_name', 'text'],
    ['Priority', 'priority_name', 'text'],
    ['Status', 'status_name', 'text'],
    ['Subject', 'subject', 'text'],
    ['IsClosed', 'is_closed', 'boolean'],
    ['IsEscalated', 'is_escalated', 'boolean'],
    ['ClosedDate', 'closed_at', 'timestamp'],
    ['First_Response__c', 'first_response_at', 'timestamp'],
    ['Follow_Up_Date__c', 'follow_up_date', 'date'],
    ['CreatedDate', 'created_at', 'timestamp'],
] %}

{{ newest_versions(
    source('raw_salesforce', 'case'), columns,
    changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
    deleted='IsDeleted',
    key=['case_id'],
) }}
