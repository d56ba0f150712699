with source as (

    {{ source_rows(
        source('raw_salesforce', 'case'),
        [
            ['Id', 'case_id', 'text'],
            ['AccountId', 'account_id', 'text'],
            ['ContactId', 'crm_contact_id', 'text'],
            ['OwnerId', 'owner_user_id', 'text'],
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
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['case_id']) }}

),

final as (

    select
        -- keys
        case_id,
        account_id,
        crm_contact_id,
        owner_user_id,
        product_id,
        batch_no,
        erp_order_no,

        -- dimensions
        case_number,
        origin_name,
        case_type,
        reason_name,
        priority_name,
        status_name,
        subject,
        is_closed,
        is_escalated,
        closed_at,
        first_response_at,
        follow_up_date,
        created_at,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
