{{ config(schema='intermediate') }}

{#
    One row per invoice and day on which what is overdue of it became another amount: the day after its
    due date, and each day of a payment after that. The changes up to a day add up to what
    agg_receivables calls overdue then.
#}
with late as (

    select
        customer_key,
        invoice_key,
        exchange_rate,
        gross_amount,
        gross_source_amount,
        greatest({{ add_days('due_date', 1) }}, invoice_date) as overdue_date
    from {{ ref('fct_invoice') }}
    where
        {{ add_days('due_date', 1) }} <= {{ as_of_date() }}
        and invoice_date <= {{ as_of_date() }}
        and (paid_date is null or paid_date > due_date)

),

payments as (

    select invoice_key, paid_date, paid_source_amount
    from {{ ref('int_sales_invoice_payment') }}
    where paid_date <= {{ as_of_date() }}

),

movements as (

    select
        late.invoice_key,
        late.overdue_date as change_date,
        cast(0 as decimal(18, 4)) as paid_source_amount
    from late

    union all

    select
        late.invoice_key,
        greatest(late.overdue_date, payments.paid_date) as change_date,
        payments.paid_source_amount
    from late
    inner join payments
        on late.invoice_key = payments.invoice_key

),

days as (

    select
        invoice_key,
        change_date,
        sum(sum(paid_source_amount)) over (
            partition by invoice_key order by change_date
            rows between unbounded preceding and current row
        ) as paid_source_amount
    from movements
    group by invoice_key, change_date

),

balances as (

    select
        late.customer_key,
        days.invoice_key,
        days.change_date,
        {{ open_amount('late', 'days.paid_source_amount') }} as overdue_amount
    from days
    inner join late
        on days.invoice_key = late.invoice_key

),

final as (

    select
        customer_key,
        invoice_key,

        change_date,

        {{ amount(
            'overdue_amount - coalesce(lag(overdue_amount) over'
            ~ ' (partition by invoice_key order by change_date), 0)'
        ) }} as overdue_amount
    from balances

)

select * from final
