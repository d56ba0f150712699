with source as (

    {{ source_rows(
        source('raw_salesforce', 'case_history'),
        [
            ['Id', 'case_history_id', 'text'],
            ['CaseId', 'case_id', 'text'],
            ['CreatedById', 'created_by_user_id', 'text'],
            ['Field', 'field_name', 'text'],
            ['OldValue', 'old_value', 'text'],
            ['NewValue', 'new_value', 'text'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['case_history_id']) }}

),

final as (

    select
        -- keys
        case_history_id,
        case_id,
        created_by_user_id,

        -- dimensions
        field_name,
        old_value,
        new_value,
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
