{#
    What customers owe at the end of each month since the first invoice and at the as-of date, by days
    past due, less credit notes that nobody has used or been paid. What was paid later, or bounced later,
    does not count: a month is what it was at its end. Days sales outstanding = receivables / gross invoiced
    in the last dso_days * dso_days. Buckets end at the days of var overdue_buckets.
#}
{% set b = var('overdue_buckets') %}
with invoices as (

    select * from {{ ref('fct_invoice') }}

),

payments as (

    select * from {{ ref('int_sales_invoice_payment') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

month_ends as (

    select first_invoices.source_system, dates.month_start_date, max(dates.date_day) as measured_date
    from dates
    inner join (
        select source_system, min(invoice_date) as first_date
        from invoices
        group by source_system
    ) as first_invoices
        on dates.date_day >= first_invoices.first_date
    where dates.date_day <= {{ as_of_date() }}
    group by first_invoices.source_system, dates.month_start_date

),

outstanding as (

    select
        month_ends.month_start_date,
        month_ends.measured_date,
        invoices.source_system,
        invoices.invoice_key,
        invoices.due_date,
        invoices.exchange_rate,
        invoices.gross_amount,
        invoices.gross_source_amount
    from month_ends
    inner join invoices
        on month_ends.source_system = invoices.source_system
        and invoices.invoice_date <= month_ends.measured_date
        and coalesce(invoices.paid_date, date '9999-12-31') > month_ends.measured_date

),

{# An invoice may be paid in parts, and be open again when a payment bounces. #}
parts as (

    select
        outstanding.month_start_date,
        outstanding.invoice_key,
        sum(payments.paid_source_amount) as paid_source_amount
    from outstanding
    inner join payments
        on outstanding.invoice_key = payments.invoice_key
        and payments.paid_date <= outstanding.measured_date
    group by outstanding.month_start_date, outstanding.invoice_key

),

owed as (

    select
        outstanding.month_start_date,
        outstanding.measured_date,
        outstanding.source_system,
        {{ days_between('outstanding.due_date', 'outstanding.measured_date') }} as days_past_due,
        {{ open_amount('outstanding', 'coalesce(parts.paid_source_amount, 0)') }} as open_amount
    from outstanding
    left join parts
        on outstanding.month_start_date = parts.month_start_date
        and outstanding.invoice_key = parts.invoice_key

),

receivables as (

    select
        source_system,
        month_start_date,
        sum(case when open_amount <> 0 then 1 else 0 end) as open_invoice_count,
        {{ amount('sum(open_amount)') }} as receivable_amount,
        {{ amount('sum(case when days_past_due <= 0 then open_amount else 0 end)') }}
            as not_due_amount,
        {{ amount(
            'sum(case when days_past_due between 1 and ' ~ b[0] ~ ' then open_amount else 0 end)'
        ) }} as overdue_first_bucket_amount,
        {{ amount(
            'sum(case when days_past_due between ' ~ (b[0] + 1) ~ ' and ' ~ b[1]
            ~ ' then open_amount else 0 end)'
        ) }} as overdue_second_bucket_amount,
        {{ amount(
            'sum(case when days_past_due between ' ~ (b[1] + 1) ~ ' and ' ~ b[2]
            ~ ' then open_amount else 0 end)'
        ) }} as overdue_third_bucket_amount,
        {{ amount('sum(case when days_past_due > ' ~ b[2] ~ ' then open_amount else 0 end)') }}
            as overdue_last_bucket_amount
    from owed
    group by source_system, month_start_date

),

invoiced as (

    select
        month_ends.source_system,
        month_ends.month_start_date,
        sum(
            case
                when invoices.invoice_date >= month_ends.month_start_date then invoices.gross_amount
                else 0
            end
        ) as invoiced_amount,
        sum(
            case
                when invoices.invoice_date > {{ add_days('month_ends.measured_date', -var('dso_days')) }}
                    then invoices.gross_amount
                else 0
            end
        ) as recently_invoiced_amount
    from month_ends
    inner join invoices
        on month_ends.source_system = invoices.source_system
        and invoices.invoice_date <= month_ends.measured_date
        and invoices.invoice_date >= least(
            month_ends.month_start_date,
            {{ add_days('month_ends.measured_date', 1 - var('dso_days')) }}
        )
    group by month_ends.source_system, month_ends.month_start_date

),

final as (

    select
        {{ surrogate_key(['month_ends.source_system', 'month_ends.month_start_date']) }}
            as receivables_key,

        month_ends.source_system,
        month_ends.month_start_date,
        month_ends.measured_date,

        cast(coalesce(receivables.open_invoice_count, 0) as integer) as open_invoice_count
        {%- for measure in [
            'receivable', 'not_due', 'overdue_first_bucket', 'overdue_second_bucket',
            'overdue_third_bucket', 'overdue_last_bucket',
        ] %},
        {{ amount('coalesce(receivables.' ~ measure ~ '_amount, 0)') }} as {{ measure }}_amount
        {%- endfor %},
        {{ amount('coalesce(receivables.receivable_amount - receivables.not_due_amount, 0)') }}
            as overdue_amount,
        {{ amount('coalesce(invoiced.invoiced_amount, 0)') }} as invoiced_amount,
        {{ amount('coalesce(invoiced.recently_invoiced_amount, 0)') }} as recently_invoiced_amount,
        cast(
            cast(coalesce(receivables.receivable_amount, 0) as double)
            / nullif(invoiced.recently_invoiced_amount, 0) * {{ var('dso_days') }} as decimal(18, 2)
        ) as days_sales_outstanding
    from month_ends
    left join receivables
        on month_ends.source_system = receivables.source_system
        and month_ends.month_start_date = receivables.month_start_date
    left join invoiced
        on month_ends.source_system = invoiced.source_system
        and month_ends.month_start_date = invoiced.month_start_date

)

select * from final
