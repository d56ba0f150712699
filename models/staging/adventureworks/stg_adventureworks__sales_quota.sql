with source as (

    {{ source_rows(
        source('raw_adventureworks', 'fact_sales_quota'),
        [
            ['EmployeeKey', 'employee_number', 'text'],
            ['Date', 'quota_date', 'date'],
            ['SalesAmountQuota', 'quota_amount', 'amount'],
        ],
    ) }}

),

latest as (

    {{ latest_load('source', ['employee_number', 'quota_date']) }}

),

final as (

    select
        -- keys
        employee_number,
        quota_date,

        -- measures
        quota_amount,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from final
