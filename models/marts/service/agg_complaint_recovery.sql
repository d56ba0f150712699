{#
    Customers with a complaint opened in the month, by what became of their first one; beside them, as
    a yardstick, customers who ordered in the month and did not complain in it. Repurchase and churn
    look at the days after the complaint (or the month's first order), and only at customers for whom
    all those days have passed.
#}
{%- set repurchase_days = var('repurchase_window_days') -%}
{%- set churn_days = var('churn_after_complaint_days') -%}
with cases as (

    select * from {{ ref('fct_case') }}

),

responses as (

    select * from {{ ref('fct_survey_response') }}

),

complaints as (

    select
        *,
        cast(date_trunc('month', opened_date) as date) as month_start_date,
        row_number() over (
            partition by customer_key, date_trunc('month', opened_date)
            order by opened_at, case_key
        ) as complaint_number
    from cases
    where
        is_complaint
        and customer_key <> 0

),

callbacks as (

    select * from {{ ref('fct_callback') }}

),

answers as (

    select
        complaints.case_key,
        max(case when responses.is_satisfied then 1 else 0 end) as is_satisfied
    from complaints
    inner join responses
        on complaints.case_key = responses.case_key
    where
        responses.is_satisfied is not null
        and responses.answered_at >= complaints.first_resolved_at
    group by complaints.case_key

),

callback_answers as (

    select
        complaints.case_key,
        max(case when callbacks.outcome = 'satisfied' then 1 else 0 end) as is_satisfied
    from complaints
    inner join callbacks
        on complaints.case_key = callbacks.case_key
    where
        callbacks.outcome in ('satisfied', 'unsatisfied')
        and callbacks.done_at >= complaints.first_resolved_at
    group by complaints.case_key

),

complainants as (

    select
        complaints.customer_key,
        complaints.month_start_date,
        complaints.opened_date as from_date,
        case
            when coalesce(answers.is_satisfied, callback_answers.is_satisfied) = 1 then 'recovered'
            when coalesce(answers.is_satisfied, callback_answers.is_satisfied) = 0
                then 'not_recovered'
            when complaints.first_resolved_at is null then 'unresolved'
            else 'no_answer'
        end as recovery_outcome
    from complaints
    left join answers
        on complaints.case_key = answers.case_key
    left join callback_answers
        on complaints.case_key = callback_answers.case_key
    where complaints.complaint_number = 1

),

purchases as (

    select
        customer_key,
        order_date,
        lead(order_date) over (partition by customer_key order by order_date) as next_order_date
    from {{ ref('int_customer_purchase_day') }}

),

buyers as (

    select
        customer_key,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        min(order_date) as from_date,
        min(next_order_date) as next_order_date
    from purchases
    group by 1, 2

),

next_orders as (

    select
        complainants.month_start_date,
        complainants.recovery_outcome,
        complainants.from_date,
        min(purchases.order_date) as next_order_date
    from complainants
    left join purchases
        on complainants.customer_key = purchases.customer_key
        and purchases.order_date > complainants.from_date
    group by
        complainants.customer_key,
        complainants.month_start_date,
        complainants.recovery_outcome,
        complainants.from_date

    union all

    select
        buyers.month_start_date,
        'no_complaint' as recovery_outcome,
        buyers.from_date,
        buyers.next_order_date
    from buyers
    left join complainants
        on buyers.customer_key = complainants.customer_key
        and buyers.month_start_date = complainants.month_start_date
    where complainants.customer_key is null

),

watched as (

    select
        month_start_date,
        recovery_outcome,
        {{ days_between('from_date', as_of_date()) }} >= {{ repurchase_days }} as is_observed,
        {{ days_between('from_date', as_of_date()) }} >= {{ churn_days }} as is_churn_observed,
        coalesce({{ days_between('from_date', 'next_order_date') }} <= {{ repurchase_days }}, false)
            as is_repurchased,
        coalesce({{ days_between('from_date', 'next_order_date') }} > {{ churn_days }}, true)
            as is_churned
    from next_orders

),

counted as (

    select
        month_start_date,
        recovery_outcome,
        count(*) as customer_count,
        sum(case when is_observed then 1 else 0 end) as observed_count,
        sum(case when is_observed and is_repurchased then 1 else 0 end) as repurchased_count,
        sum(case when is_churn_observed then 1 else 0 end) as churn_observed_count,
        sum(case when is_churn_observed and is_churned then 1 else 0 end) as churned_count
    from watched
    group by month_start_date, recovery_outcome

),

final as (

    select
        month_start_date,
        recovery_outcome,

        recovery_outcome <> 'no_complaint' as has_complaint,

        cast(customer_count as integer) as customer_count,
        cast(observed_count as integer) as observed_count,
        cast(repurchased_count as integer) as repurchased_count,
        cast(churn_observed_count as integer) as churn_observed_count,
        cast(churned_count as integer) as churned_count,
        {{ share('repurchased_count', 'observed_count') }} as repurchase_rate,
        {{ share('churned_count', 'churn_observed_count') }} as churn_rate,
        {{ share(
            "sum(case when recovery_outcome = 'recovered' then customer_count end) "
            ~ "over (partition by month_start_date)",
            "sum(case when recovery_outcome in ('recovered', 'not_recovered') "
            ~ "then customer_count end) over (partition by month_start_date)"
        ) }} as month_recovery_rate
    from counted

)

select * from final
