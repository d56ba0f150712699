-- What customers have overdue at each month's end, and in the profile at the as-of date, is what receivables
-- have, to the cent. Invoices of the unknown customer are in receivables only.
with months as (

    select
        month_start_date,
        sum(overdue_amount) as overdue_amount
    from {{ ref('fct_customer_month') }}
    group by month_start_date

),

unknown as (

    select
        cast(date_trunc('month', change_date) as date) as month_start_date,
        sum(overdue_amount) as overdue_amount
    from {{ ref('int_customer_overdue') }}
    where customer_key = 0
    group by cast(date_trunc('month', change_date) as date)

),

profiles as (

    select
        cast(date_trunc('month', {{ as_of_date() }}) as date) as month_start_date,
        sum(overdue_amount) as overdue_amount
    from {{ ref('dim_customer_profile') }}

),

receivables as (

    select
        month_start_date,
        sum(overdue_amount) as overdue_amount
    from {{ ref('agg_receivables') }}
    group by month_start_date

),

unknown_months as (

    select
        receivables.month_start_date,
        sum(unknown.overdue_amount) as overdue_amount
    from receivables
    inner join unknown
        on receivables.month_start_date >= unknown.month_start_date
    group by receivables.month_start_date

)

select
    coalesce(months.month_start_date, receivables.month_start_date) as month_start_date,
    months.overdue_amount as month_amount,
    profiles.overdue_amount as profile_amount,
    unknown_months.overdue_amount as unknown_amount,
    receivables.overdue_amount as receivable_amount
from months
full outer join receivables
    on months.month_start_date = receivables.month_start_date
left join unknown_months
    on receivables.month_start_date = unknown_months.month_start_date
left join profiles
    on months.month_start_date = profiles.month_start_date
where
    coalesce(months.overdue_amount, 0) + coalesce(unknown_months.overdue_amount, 0)
    <> coalesce(receivables.overdue_amount, 0)
    or months.overdue_amount <> coalesce(profiles.overdue_amount, months.overdue_amount)
