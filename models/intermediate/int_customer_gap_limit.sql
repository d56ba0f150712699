{{ config(schema='intermediate', materialized='table') }}

{#
    How long customers of one type are silent between purchases, by the gaps that had ended by each
    month's end: for customers with too few gaps of their own. A type without gaps has the limit
    of the var.
#}
with purchases as (

    select * from {{ ref('int_customer_purchase_day') }}

),

customers as (

    select * from {{ ref('dim_customer_current') }}

),

months as (

    select distinct month_start_date
    from {{ ref('dim_date') }}
    where month_start_date <= {{ as_of_date() }}

),

types as (

    select distinct customer_type
    from customers

),

gaps as (

    select
        customers.customer_type,
        purchases.month_start_date,
        purchases.gap_days
    from purchases
    inner join customers
        on purchases.customer_key = customers.customer_key
    where purchases.gap_days is not null

),

limits as (

    select
        gaps.customer_type,
        months.month_start_date,
        {{ quantile('gaps.gap_days', 0.5) }} as gap_median_days,
        {{ quantile('gaps.gap_days', var('churn_gap_quantile')) }} as gap_limit_days
    from months
    inner join gaps
        on months.month_start_date >= gaps.month_start_date
    group by gaps.customer_type, months.month_start_date

),

final as (

    select
        types.customer_type,

        months.month_start_date,

        coalesce(limits.gap_median_days, {{ var('churn_default_gap_days') }}) as gap_median_days,
        coalesce(limits.gap_limit_days, {{ var('churn_default_gap_days') }}) as gap_limit_days
    from types
    cross join months
    left join limits
        on types.customer_type = limits.customer_type
        and months.month_start_date = limits.month_start_date

)

select * from final
