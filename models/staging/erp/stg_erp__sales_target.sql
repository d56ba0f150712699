with source as (

    {{ source_rows(
        source('raw_erp', 'sales_target'),
        [
            ['employee_no', 'employee_no', 'text'],
            ['month_start_date', 'month_start_date', 'date'],
            ['currency', 'currency_code', 'text'],
            ['target_amount', 'target_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['employee_no', 'month_start_date']) }}

),

final as (

    select
        -- keys
        employee_no,
        month_start_date,

        -- dimensions
        currency_code,

        -- measures
        target_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
