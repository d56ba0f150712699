{#
    Happiness, engagement, adoption, retention and task success. A customer is active in a quarter
    with an order, a web visit or a contact.
#}
with orders as (

    select *
    from {{ ref('fct_order') }}
    where
        customer_key <> 0
        and not is_cancelled
        and order_date <= {{ as_of_date() }}

),

visits as (

    select * from {{ ref('fct_web_visit') }}

),

calls as (

    select * from {{ ref('fct_call') }}

),

chats as (

    select * from {{ ref('fct_chat') }}

),

responses as (

    select * from {{ ref('fct_survey_response') }}

),

interactions as (

    select customer_key, order_date as event_date, 1 as is_order from orders
    union all
    select customer_key, visit_date, 0 from visits where customer_key <> 0
    union all
    select customer_key, call_date, 0 from calls where customer_key <> 0
    union all
    select customer_key, chat_date, 0 from chats where customer_key <> 0

),

customer_quarters as (

    select
        customer_key,
        cast(date_trunc('quarter', event_date) as date) as quarter_start_date,
        count(*) as interaction_count,
        sum(is_order) as order_count
    from interactions
    group by 1, 2

),

buying as (

    select
        customer_key,
        quarter_start_date,
        min(quarter_start_date) over (partition by customer_key) as first_quarter,
        lead(quarter_start_date) over (partition by customer_key order by quarter_start_date)
            as next_quarter
    from customer_quarters
    where order_count > 0

),

active as (

    select
        quarter_start_date,
        count(*) as active_customer_count,
        sum(interaction_count) as interaction_count
    from customer_quarters
    group by quarter_start_date

),

buyers as (

    select
        quarter_start_date,
        count(*) as buyer_count,
        sum(case when first_quarter = quarter_start_date then 1 else 0 end) as new_buyer_count
    from buying
    group by quarter_start_date

),

kept as (

    select
        {{ add_months('quarter_start_date', 3) }} as quarter_start_date,
        count(*) as previous_buyer_count,
        sum(
            case when next_quarter = {{ add_months('quarter_start_date', 3) }} then 1 else 0 end
        ) as retained_buyer_count
    from buying
    group by 1

),

happiness as (

    select
        cast(date_trunc('quarter', answered_date) as date) as quarter_start_date,
        count(satisfaction_score) as response_count,
        avg(cast(satisfaction_score as decimal(18, 6))) as happiness_score,
        count(is_task_completed) as asked_task_count,
        sum(case when is_task_completed then 1 else 0 end) as answered_success_count
    from responses
    group by 1

),

tasks as (

    select
        cast(date_trunc('quarter', visit_date) as date) as quarter_start_date,
        count(is_task_completed) as visit_task_count,
        sum(case when is_task_completed then 1 else 0 end) as visit_success_count
    from visits
    group by 1

),

quarters as (

    select quarter_start_date from active
    union
    select quarter_start_date from happiness
    union
    select quarter_start_date from tasks

),

final as (

    select
        quarters.quarter_start_date,

        cast(coalesce(happiness.response_count, 0) as integer) as response_count,
        cast(coalesce(active.active_customer_count, 0) as integer) as active_customer_count,
        cast(coalesce(active.interaction_count, 0) as integer) as interaction_count,
        cast(coalesce(buyers.buyer_count, 0) as integer) as buyer_count,
        cast(coalesce(buyers.new_buyer_count, 0) as integer) as new_buyer_count,
        cast(coalesce(kept.previous_buyer_count, 0) as integer) as previous_buyer_count,
        cast(coalesce(kept.retained_buyer_count, 0) as integer) as retained_buyer_count,
        cast(
            coalesce(happiness.asked_task_count, 0) + coalesce(tasks.visit_task_count, 0) as integer
        ) as task_count,
        cast(
            coalesce(happiness.answered_success_count, 0) + coalesce(tasks.visit_success_count, 0)
            as integer
        ) as task_success_count,
        cast(happiness.happiness_score as double) as happiness_score,
        {{ share('active.interaction_count', 'active.active_customer_count') }} as engagement_rate,
        {{ share('buyers.new_buyer_count', 'buyers.buyer_count') }} as adoption_rate,
        {{ share('kept.retained_buyer_count', 'kept.previous_buyer_count') }} as retention_rate,
        {{ share(
            'coalesce(happiness.answered_success_count, 0) '
            ~ '+ coalesce(tasks.visit_success_count, 0)',
            'coalesce(happiness.asked_task_count, 0) + coalesce(tasks.visit_task_count, 0)'
        ) }} as task_success_rate
    from quarters
    left join happiness
        on quarters.quarter_start_date = happiness.quarter_start_date
    left join active
        on quarters.quarter_start_date = active.quarter_start_date
    left join buyers
        on quarters.quarter_start_date = buyers.quarter_start_date
    left join kept
        on quarters.quarter_start_date = kept.quarter_start_date
    left join tasks
        on quarters.quarter_start_date = tasks.quarter_start_date

)

select * from final
