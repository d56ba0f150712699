{# Customers by the month of their first order, in every later month, also in months in which nobody of them bought. #}
with purchases as (

    select * from {{ ref('int_customer_purchase_month') }}

),

customers as (

    select * from {{ ref('dim_customer_current') }}

),

buyers as (

    select distinct
        purchases.customer_key,
        customers.customer_type,
        purchases.first_month_start_date as cohort_month_date
    from purchases
    inner join customers
        on purchases.customer_key = customers.customer_key

),

cohorts as (

    select
        customer_type,
        cohort_month_date,
        count(*) as cohort_customer_count
    from buyers
    group by customer_type, cohort_month_date

),

months as (

    select distinct month_start_date
    from {{ ref('dim_date') }}
    where month_start_date <= {{ as_of_date() }}

),

active as (

    select
        buyers.customer_type,
        buyers.cohort_month_date,
        purchases.month_start_date,
        count(*) as active_customer_count,
        sum(purchases.order_count) as order_count,
        sum(purchases.net_amount) as net_amount,
        sum(purchases.margin_amount) as margin_amount
    from purchases
    inner join buyers
        on purchases.customer_key = buyers.customer_key
    group by buyers.customer_type, buyers.cohort_month_date, purchases.month_start_date

),

final as (

    select
        cohorts.customer_type,
        cohorts.cohort_month_date,
        cast(
            {{ month_number('months.month_start_date') }}
            - {{ month_number('cohorts.cohort_month_date') }} as integer
        ) as month_offset,

        months.month_start_date,
        {{ is_over('months.month_start_date', 1) }} as is_complete,

        cast(cohorts.cohort_customer_count as integer) as cohort_customer_count,
        cast(coalesce(active.active_customer_count, 0) as integer) as active_customer_count,
        cast(coalesce(active.order_count, 0) as integer) as order_count,
        {{ amount('coalesce(active.net_amount, 0)') }} as net_amount,
        {{ amount('coalesce(active.margin_amount, 0)') }} as margin_amount,
        {{ share('coalesce(active.active_customer_count, 0)', 'cohorts.cohort_customer_count') }}
            as retention_rate
    from cohorts
    inner join months
        on cohorts.cohort_month_date <= months.month_start_date
    left join active
        on cohorts.customer_type = active.customer_type
        and cohorts.cohort_month_date = active.cohort_month_date
        and months.month_start_date = active.month_start_date

)

select * from final
