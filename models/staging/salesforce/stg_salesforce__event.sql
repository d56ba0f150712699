with source as (

    {{ source_rows(
        source('raw_salesforce', 'event'),
        [
            ['Id', 'event_id', 'salesforce_id'],
            ['WhoId', 'who_id', 'salesforce_id'],
            ['WhatId', 'what_id', 'salesforce_id'],
            ['AccountId', 'account_id', 'salesforce_id'],
            ['OwnerId', 'owner_user_id', 'salesforce_id'],
            ['Subject', 'subject', 'text'],
            ['Type', 'event_type', 'text'],
            ['StartDateTime', 'started_at', 'timestamp'],
            ['EndDateTime', 'ended_at', 'timestamp'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['event_id']) }}

),

final as (

    select
        -- keys
        event_id,
        who_id,
        what_id,
        account_id,
        owner_user_id,

        -- dimensions
        subject,
        event_type,
        started_at,
        ended_at,
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
