{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='quarter_start_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Happiness, engagement, adoption, retention and task success. A customer is active in a quarter
    with an order, a web visit or a contact. A quarter is made again when a row of it, or an order up to
    its end, is another one.
#}
{%- set facts = {
    'visits': ['fct_web_visit', 'visit_date', ['customer_key', 'is_task_completed']],
    'calls': ['fct_call', 'call_date', ['customer_key']],
    'chats': ['fct_chat', 'chat_date', ['customer_key']],
    'responses': [
        'fct_survey_response', 'answered_date', ['satisfaction_score', 'is_task_completed'],
    ],
} -%}
with orders as (

    select order_key, customer_key, order_date
    from {{ ref('fct_order') }}
    where
        customer_key <> 0
        and not is_cancelled
        and order_date <= {{ as_of_date() }}

),

{# By day first, where a row costs least. #}
fact_days as (
    {% for name, (fact, date, columns) in facts.items() %}
    select
        {{ date }} as date_day,
        '{{ name }}' as fact_name,
        {{ content_hash(['_version_mark']) }} as day_mark
    from {{ ref(fact) }}
    group by 1

    union all
    {% endfor %}
    select
        order_date as date_day,
        'orders' as fact_name,
        {{ content_hash(['order_key', 'customer_key', 'order_date']) }} as day_mark
    from orders
    group by 1

),

fact_quarters as (

    select
        cast(date_trunc('quarter', date_day) as date) as quarter_start_date,
        fact_name,
        {{ united_hash('day_mark') }} as fact_mark
    from fact_days
    group by 1, 2

),

quarter_marks as (

    select
        quarter_start_date,
        {{ content_hash(['fact_name', 'fact_mark']) }} as quarter_mark,
        max(case when fact_name = 'orders' then fact_mark end) as order_mark
    from fact_quarters
    group by quarter_start_date

),

marks as (

    select
        quarters.quarter_start_date,
        {{ row_hash([
            'max(quarters.quarter_mark)', is_over('quarters.quarter_start_date', 3),
            content_hash(['earlier.quarter_start_date', 'earlier.order_mark']),
        ]) }} as _version_mark
    from quarter_marks as quarters
    inner join quarter_marks as earlier
        on quarters.quarter_start_date >= earlier.quarter_start_date
    group by quarters.quarter_start_date

),

changed as (

    {{ changed_groups('marks', ['quarter_start_date'], single=true) | indent(4) }}

),
{% for name, (fact, date, columns) in facts.items() %}
{{ name }} as (

    select
        {%- for column in columns %}
        facts.{{ column }},
        {%- endfor %}
        facts.{{ date }}
    from {{ ref(fact) }} as facts
    inner join changed
        on cast(date_trunc('quarter', facts.{{ date }}) as date) = changed.quarter_start_date

),
{% endfor %}
{% if is_incremental() %}
{# Orders after the last quarter to be made again tell nothing about it or those before. #}
last_changed as (

    select max(quarter_start_date) as quarter_start_date from changed

),
{% endif %}
interactions as (

    select customer_key, order_date as event_date, 1 as is_order
    from orders
    {%- if is_incremental() %}
    inner join last_changed
        on order_date < {{ add_months('last_changed.quarter_start_date', 3) }}
    {%- endif %}
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
        {{ is_over('quarters.quarter_start_date', 3) }} as is_complete,

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
        ) }} as task_success_rate,

        changed._version_mark
    from quarters
    inner join changed
        on quarters.quarter_start_date = changed.quarter_start_date
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

{{ made_again('final', 'changed', ['quarter_start_date']) }}
