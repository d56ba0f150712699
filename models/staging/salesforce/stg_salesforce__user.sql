with source as (

    select * from {{ ref('stg_salesforce__user_version') }}

),

known as (

    {{ known_versions('source', ['user_id']) }}

),

final as (

    select
        -- keys
        user_id,
        user_role_id,
        manager_user_id,
        employee_no,

        -- dimensions
        user_name,
        email_address,
        department_name,
        is_active,
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
