with source as (

    select * from {{ ref('stg_erp__employee_version') }}

),

known as (

    {{ known_versions('source', ['employee_no']) }}

),

final as (

    select
        -- keys
        employee_no,
        unit_id,

        -- dimensions
        employee_name,
        email_address,
        role_name,
        hired_date,
        left_date,
        valid_from_date,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
