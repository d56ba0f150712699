{{ config(schema='intermediate', materialized='table') }}

{#
    How a customer with an order or an invoice pays, over invoices due by the as-of date, and how much of
    what it bought it gave back. Days late are of paid and of open invoices; credit notes are never late,
    and take from what is overdue: where nothing is left of that, no open invoice is late. Amounts are beyond a rate when they are by a cent: they are rounded
    where they were converted.
#}
with invoices as (

    select * from {{ ref('fct_invoice') }}

),

months as (

    select
        customer_key,
        order_count_to_date,
        net_amount_to_date as net_amount,
        overdue_amount
    from {{ ref('fct_customer_month') }}
    where month_start_date = date_trunc('month', {{ as_of_date() }})

),

returns as (

    select
        customer_key,
        sum(net_amount) as return_amount
    from {{ ref('fct_return_line') }}
    where
        order_line_key <> 0
        and return_date <= {{ as_of_date() }}
    group by customer_key

),

due as (

    select
        invoices.customer_key,
        invoices.gross_amount,
        invoices.open_amount,
        case
            when invoices.paid_date is null and months.overdue_amount <= 0 then 0
            else {{ days_between('invoices.due_date', 'coalesce(invoices.paid_date, ' ~ as_of_date() ~ ')') }}
        end as days_late
    from invoices
    left join months
        on invoices.customer_key = months.customer_key
    where
        invoices.customer_key <> 0
        and invoices.gross_amount >= 0
        and invoices.invoice_date <= {{ as_of_date() }}
        and invoices.due_date < {{ as_of_date() }}

),

totals as (

    select
        customer_key,
        count(*) as invoice_count,
        sum(case when days_late > 0 then 1 else 0 end) as late_invoice_count,
        sum(gross_amount) as invoiced_amount,
        max(case when open_amount > 0 then greatest(days_late, 0) else 0 end)
            as longest_overdue_days,
        avg(greatest(days_late, 0)) as mean_days_late
    from due
    group by customer_key

),

{# Nothing of a negative whole is 0, and not -0: the two are equal, and not the same in text. #}
rated as (

    select
        months.customer_key,
        totals.invoice_count,
        totals.late_invoice_count,
        totals.mean_days_late,
        totals.longest_overdue_days,
        months.overdue_amount,
        {{ share('totals.late_invoice_count', 'totals.invoice_count') }} as late_rate,
        totals.invoiced_amount,
        coalesce(returns.return_amount, 0) as return_amount,
        months.net_amount,
        0 + round({{ share('months.overdue_amount', 'totals.invoiced_amount') }}, 9) as overdue_rate,
        0 + round({{ share('coalesce(returns.return_amount, 0)', 'months.net_amount') }}, 9)
            as return_rate
    from months
    left join totals
        on months.customer_key = totals.customer_key
    left join returns
        on months.customer_key = returns.customer_key
    where
        months.order_count_to_date > 0
        or totals.customer_key is not null

),

final as (

    select
        customer_key,

        case
            when invoice_count is null then 'none'
            when
                late_rate > {{ var('credit_d_late_rate') }}
                or mean_days_late > {{ var('credit_d_days_late') }}
                or longest_overdue_days > {{ var('credit_d_overdue_days') }}
                or {{ is_beyond('overdue_amount', 'invoiced_amount', var('credit_d_overdue_rate')) }}
                or {{ is_beyond('return_amount', 'net_amount', var('credit_d_return_rate')) }}
                then 'D'
            when
                late_rate > {{ var('credit_c_late_rate') }}
                or mean_days_late > {{ var('credit_c_days_late') }}
                or longest_overdue_days > {{ var('credit_c_overdue_days') }}
                or {{ is_beyond('overdue_amount', 'invoiced_amount', var('credit_c_overdue_rate')) }}
                or {{ is_beyond('return_amount', 'net_amount', var('credit_c_return_rate')) }}
                then 'C'
            when
                late_rate > {{ var('credit_b_late_rate') }}
                or mean_days_late > {{ var('credit_b_days_late') }}
                or {{ is_beyond('overdue_amount', 'invoiced_amount', var('credit_b_overdue_rate')) }}
                or {{ is_beyond('return_amount', 'net_amount', var('credit_b_return_rate')) }}
                then 'B'
            else 'A'
        end as credit_class,

        cast(invoice_count as integer) as invoice_count,
        cast(late_invoice_count as integer) as late_invoice_count,
        late_rate,
        mean_days_late,
        cast(longest_overdue_days as integer) as longest_overdue_days,
        {{ amount('overdue_amount') }} as overdue_amount,
        overdue_rate,
        return_rate
    from rated

)

select * from final
