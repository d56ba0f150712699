{{ config(schema='intermediate') }}

with targets as (

    select * from {{ ref('stg_erp__sales_target') }}

),

final as (

    select
        employee_no as employee_id,
        month_start_date,
        month_start_date as first_date,

        currency_code,

        target_source_amount,
        1 as target_count
    from targets

)

select * from final
