{{ config(schema='intermediate', materialized='table') }}

{#
    The month in which each customer's history begins, and customer_mark: a number that is another
    one whenever anything is that the customer's months are made of, the rules included.
#}
{% set rules = [] %}
{% for rule in [
    'rfm_window_days', 'lapsed_after_days', 'lost_after_days', 'loyal_min_orders', 'churn_min_gaps',
    'churn_lost_factor', 'lifecycle_months', 'lifecycle_min_months', 'lifecycle_min_orders',
    'lifecycle_slope', 'service_cost_per_minute',
] %}
{% do rules.append(rule ~ ' ' ~ var(rule)) %}
{% endfor %}
with customers as (

    select * from {{ ref('dim_customer_current') }}
    where customer_key <> 0

),

changes as (

    select * from {{ ref('int_customer_change') }}

),

purchases as (

    select * from {{ ref('int_customer_purchase_day') }}

),

qualifications as (

    select * from {{ ref('int_customer_qualification') }}

),

purchase_marks as (

    select
        customer_key,
        min(order_date) as first_purchase_date,
        min(_version_mark) as purchase_mark
    from purchases
    group by customer_key

),

rule_marks as (

    select
        {{ content_hash([
            'recency_score', 'frequency_monetary_score', 'rfm_segment',
        ]) }} as rule_mark
    from {{ ref('rfm_segment_map') }}

),

calendar as (

    select min(month_start_date) as first_date from {{ ref('dim_date') }}

),

starts as (

    select
        customers.customer_key,
        customers.source_system,
        customers.customer_type,
        greatest(
            coalesce(
                least(
                    cast(date_trunc('month', customers.first_seen_date) as date),
                    coalesce(changes.first_change_date, customers.first_seen_date)
                ),
                changes.first_change_date,
                cast(date_trunc('month', {{ as_of_date() }}) as date)
            ),
            calendar.first_date
        ) as start_date,
        customers.first_seen_date,
        qualifications.qualified_date,
        changes.change_mark
    from customers
    cross join calendar
    left join changes
        on customers.customer_key = changes.customer_key
    left join qualifications
        on customers.customer_key = qualifications.customer_key
    where
        customers.first_seen_date <= {{ as_of_date() }}
        or customers.first_seen_date is null
        or changes.customer_key is not null

),

final as (

    select
        starts.customer_key,

        starts.source_system,
        starts.customer_type,
        starts.start_date,
        starts.first_seen_date,
        starts.qualified_date,
        min(purchase_marks.first_purchase_date) as first_purchase_date,

        {{ content_hash([
            "'" ~ rules | join(', ') ~ "'", 'rule_marks.rule_mark', 'starts.customer_key', 'starts.source_system',
            'starts.customer_type', 'starts.start_date', 'starts.first_seen_date',
            'starts.qualified_date', 'starts.change_mark', 'purchase_marks.purchase_mark',
        ]) }} as customer_mark
    from starts
    left join purchase_marks
        on starts.customer_key = purchase_marks.customer_key
    cross join rule_marks
    group by
        starts.customer_key, starts.source_system, starts.customer_type, starts.start_date,
        starts.first_seen_date, starts.qualified_date

)

select * from final
