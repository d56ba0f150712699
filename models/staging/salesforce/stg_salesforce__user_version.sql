with source as (

    {{ source_rows(
        source('raw_salesforce', 'user'),
        [
            ['Id', 'user_id', 'salesforce_id'],
            ['UserRoleId', 'user_role_id', 'salesforce_id'],
            ['ManagerId', 'manager_user_id', 'salesforce_id'],
            ['EmployeeNumber', 'employee_no', 'text'],
            ['Name', 'full_name', 'text'],
            ['FirstName', 'first_name', 'text'],
            ['LastName', 'last_name', 'text'],
            ['Email', 'email_address', 'text'],
            ['Department', 'department_name', 'text'],
            ['IsActive', 'is_active', 'boolean'],
            ['CreatedDate', 'created_at', 'timestamp'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

versions as (

    {{ all_versions('source', ['user_id']) }}

),

final as (

    select
        -- keys
        user_id,
        user_role_id,
        manager_user_id,
        employee_no,

        -- dimensions
        coalesce(full_name, nullif(concat_ws(' ', first_name, last_name), '')) as user_name,
        email_address,
        department_name,
        is_active,
        created_at,

        -- metadata
        changed_at,
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from versions

)

select * from final
