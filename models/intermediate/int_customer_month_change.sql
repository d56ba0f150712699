{{ config(schema='intermediate', materialized='table') }}

{#
    What each month adds to a customer's running figures. An order enters its month and leaves the
    RFM window in the month in which it becomes too old; a late invoice is overdue from the day
    after its due date to the day it is paid.
#}
with purchases as (

    select
        *,
        order_date + {{ var('rfm_window_days') }} as leaving_date
    from {{ ref('int_customer_purchase_day') }}

),

returns as (

    select * from {{ ref('fct_return_line') }}

),

invoices as (

    select * from {{ ref('fct_invoice') }}

),

contacts as (

    select * from {{ ref('int_customer_contact') }}

),

changes as (

    select
        customer_key,
        order_date as change_date,
        order_count as window_order_count,
        net_amount as window_net_amount,
        0 as return_amount,
        0 as overdue_amount,
        0 as contact_count,
        0 as case_count,
        0 as complaint_count,
        0 as service_seconds,
        0 as satisfaction_sum,
        0 as satisfaction_count
    from purchases

    union all

    select
        customer_key,
        leaving_date,
        -order_count,
        -net_amount,
        0, 0, 0, 0, 0, 0, 0, 0
    from purchases

    union all

    select
        customer_key,
        return_date,
        0, 0,
        net_amount,
        0, 0, 0, 0, 0, 0, 0
    from returns

    union all

    select
        customer_key,
        due_date + 1,
        0, 0, 0,
        gross_amount,
        0, 0, 0, 0, 0, 0
    from invoices
    where paid_date is null or paid_date > due_date

    union all

    select
        customer_key,
        paid_date,
        0, 0, 0,
        -gross_amount,
        0, 0, 0, 0, 0, 0
    from invoices
    where paid_date > due_date

    union all

    select
        customer_key,
        contact_date,
        0, 0, 0, 0,
        contact_count,
        case_count,
        complaint_count,
        service_seconds,
        coalesce(satisfaction_score, 0),
        case when satisfaction_score is null then 0 else 1 end
    from contacts

),

final as (

    select
        customer_key,

        cast(date_trunc('month', change_date) as date) as month_start_date,

        sum(window_order_count) as window_order_count,
        sum(window_net_amount) as window_net_amount,
        sum(return_amount) as return_amount,
        sum(overdue_amount) as overdue_amount,
        sum(contact_count) as contact_count,
        sum(case_count) as case_count,
        sum(complaint_count) as complaint_count,
        sum(service_seconds) as service_seconds,
        sum(satisfaction_sum) as satisfaction_sum,
        sum(satisfaction_count) as satisfaction_count
    from changes
    where
        customer_key <> 0
        and change_date <= {{ as_of_date() }}
    group by customer_key, cast(date_trunc('month', change_date) as date)

)

select * from final
