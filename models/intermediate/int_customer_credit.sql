{{ config(schema='intermediate', materialized='table') }}

{# How a customer pays, over invoices due by the as-of date. #}
with invoices as (

    select * from {{ ref('fct_invoice') }}

),

due as (

    select
        customer_key,
        gross_amount,
        open_amount,
        {{ days_between('due_date', 'coalesce(paid_date, ' ~ as_of_date() ~ ')') }} as days_late
    from invoices
    where
        customer_key <> 0
        and invoice_date <= {{ as_of_date() }}
        and due_date < {{ as_of_date() }}

),

totals as (

    select
        customer_key,
        count(*) as invoice_count,
        sum(case when days_late > 0 then 1 else 0 end) as late_invoice_count,
        sum(case when days_late > 0 and open_amount > 0 then open_amount else 0 end)
            as overdue_amount,
        max(case when open_amount > 0 then greatest(days_late, 0) else 0 end)
            as longest_overdue_days,
        avg(greatest(days_late, 0)) as mean_days_late
    from due
    group by customer_key

),

rated as (

    select
        *,
        {{ share('late_invoice_count', 'invoice_count') }} as late_rate
    from totals

),

final as (

    select
        customer_key,

        case
            when
                late_rate > {{ var('credit_d_late_rate') }}
                or longest_overdue_days > {{ var('credit_d_overdue_days') }}
                then 'D'
            when
                late_rate > {{ var('credit_c_late_rate') }}
                or longest_overdue_days > {{ var('credit_c_overdue_days') }}
                then 'C'
            when late_rate > {{ var('credit_b_late_rate') }} or overdue_amount > 0 then 'B'
            else 'A'
        end as credit_class,

        cast(invoice_count as integer) as invoice_count,
        cast(late_invoice_count as integer) as late_invoice_count,
        late_rate,
        mean_days_late,
        cast(longest_overdue_days as integer) as longest_overdue_days,
        {{ amount('overdue_amount') }} as overdue_amount
    from rated

)

select * from final
