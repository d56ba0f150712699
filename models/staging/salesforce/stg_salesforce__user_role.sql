with source as (

    {{ source_rows(
        source('raw_salesforce', 'user_role'),
        [
            ['Id', 'user_role_id', 'salesforce_id'],
            ['ParentRoleId', 'parent_user_role_id', 'salesforce_id'],
            ['Name', 'role_name', 'text'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['user_role_id']) }}

),

final as (

    select
        -- keys
        user_role_id,
        parent_user_role_id,

        -- dimensions
        role_name,
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
