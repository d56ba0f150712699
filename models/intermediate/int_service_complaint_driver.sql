{{ config(schema='intermediate') }}

{# Each complaint once per kind of driver for which it names one. #}
with complaints as (

    select *
    from {{ ref('fct_case') }}
    where is_complaint

),

final as (

    select case_key, opened_date, 'all' as driver_type, 'all' as driver_id
    from complaints

    union all

    select case_key, opened_date, 'cause' as driver_type, reason_name as driver_id
    from complaints

    union all

    select
        case_key, opened_date, 'product' as driver_type,
        cast(product_key as varchar) as driver_id
    from complaints
    where product_key > 0

    union all

    select case_key, opened_date, 'batch' as driver_type, batch_no as driver_id
    from complaints
    where batch_no is not null

    union all

    select
        case_key, opened_date, 'branch' as driver_type,
        cast(organisation_key as varchar) as driver_id
    from complaints
    where organisation_key > 0

)

select * from final
