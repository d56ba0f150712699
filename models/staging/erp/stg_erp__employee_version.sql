with source as (

    {{ source_rows(
        source('raw_erp', 'employee'),
        [
            ['employee_no', 'employee_no', 'text'],
            ['unit_id', 'unit_id', 'text'],
            ['employee_name', 'employee_name', 'text'],
            ['email', 'email_address', 'text'],
            ['role', 'role_name', 'text'],
            ['hired_on', 'hired_date', 'date'],
            ['left_on', 'left_date', 'date'],
            ['valid_from', 'valid_from_date', 'date'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

versions as (

    {{ all_versions('source', ['employee_no']) }}

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
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from versions

)

select * from final
