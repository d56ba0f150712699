with source as (

    {{ source_rows(
        source('raw_salesforce', 'task'),
        [
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
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['task_id']) }}

),

final as (

    select
        -- keys
        task_id,
        who_id,
        what_id,
        account_id,
        owner_user_id,

        -- dimensions
        subject,
        task_type,
        status_name,
        activity_date,
        call_disposition,
        completed_at,
        created_at,

        -- measures
        call_seconds,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
