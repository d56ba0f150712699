-- Cohorts add up to the orders of known customers, and nobody is in two cohorts.
with cohorts as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_amount), 0) as net_amount
    from {{ ref('agg_cohort_retention') }}

),

months as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_amount), 0) as net_amount
    from {{ ref('fct_customer_month') }}

)

select
    cohorts.net_amount,
    months.net_amount as month_net_amount
from cohorts
cross join months
where
    cohorts.order_count <> months.order_count
    or cohorts.net_amount <> months.net_amount
