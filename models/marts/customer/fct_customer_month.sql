{#
    Every customer in every month from the first contact to the as-of date, as at the month's end
    (the as-of date in the last month). Running figures are sums of int_customer_month_change; the
    history of purchases comes from the newest month with one.
#}
with customers as (

    select * from {{ ref('dim_customer_current') }}
    where customer_key <> 0

),

purchase_months as (

    select * from {{ ref('int_customer_purchase_month') }}

),

changes as (

    select * from {{ ref('int_customer_month_change') }}

),

qualifications as (

    select * from {{ ref('int_customer_qualification') }}

),

gap_limits as (

    select * from {{ ref('int_customer_gap_limit') }}

),

segments as (

    select * from {{ ref('rfm_segment_map') }}

),

months as (

    select
        month_start_date,
        least(max(date_day), {{ as_of_date() }}) as month_end_date
    from {{ ref('dim_date') }}
    where month_start_date <= {{ as_of_date() }}
    group by month_start_date

),

first_changes as (

    select
        customer_key,
        min(month_start_date) as first_change_date
    from changes
    group by customer_key

),

starts as (

    select
        customers.customer_key,
        customers.source_system,
        customers.customer_type,
        coalesce(
            least(
                cast(date_trunc('month', customers.first_seen_date) as date),
                coalesce(first_changes.first_change_date, customers.first_seen_date)
            ),
            first_changes.first_change_date,
            cast(date_trunc('month', {{ as_of_date() }}) as date)
        ) as start_date
    from customers
    left join first_changes
        on customers.customer_key = first_changes.customer_key
    where
        customers.first_seen_date <= {{ as_of_date() }}
        or customers.first_seen_date is null
        or first_changes.customer_key is not null

),

spine as (

    select
        starts.customer_key,
        starts.source_system,
        starts.customer_type,
        months.month_start_date,
        months.month_end_date
    from starts
    inner join months
        on starts.start_date <= months.month_start_date

),

active as (

    select
        spine.*,
        coalesce(purchase_months.order_count, 0) as order_count,
        coalesce(purchase_months.quantity, 0) as quantity,
        coalesce(purchase_months.net_amount, 0) as net_amount,
        coalesce(purchase_months.margin_amount, 0) as margin_amount,
        coalesce(changes.return_amount, 0) as return_amount,
        coalesce(changes.contact_count, 0) as contact_count,
        coalesce(changes.case_count, 0) as case_count,
        coalesce(changes.complaint_count, 0) as complaint_count,
        cast(coalesce(changes.service_seconds, 0) / 60.0 as decimal(18, 4)) as service_minutes,
        {{ share('changes.satisfaction_sum', 'changes.satisfaction_count') }}
            as satisfaction_score,
        count(purchase_months.month_start_date) over running as purchase_month_count,
        sum(changes.window_order_count) over running as frequency,
        sum(changes.window_net_amount) over running as monetary_amount,
        sum(changes.overdue_amount) over running as overdue_amount
    from spine
    left join purchase_months
        on spine.customer_key = purchase_months.customer_key
        and spine.month_start_date = purchase_months.month_start_date
    left join changes
        on spine.customer_key = changes.customer_key
        and spine.month_start_date = changes.month_start_date
    window running as (
        partition by spine.customer_key order by spine.month_start_date
        rows between unbounded preceding and current row
    )

),

known as (

    select
        active.*,
        coalesce(history.order_count_to_date, 0) as order_count_to_date,
        coalesce(history.net_amount_to_date, 0) as net_amount_to_date,
        coalesce(history.margin_amount_to_date, 0) as margin_amount_to_date,
        history.first_month_start_date,
        history.last_order_date,
        history.last_gap_days,
        {{ days_between('history.last_order_date', 'active.month_end_date') }} as recency_days,
        case
            when history.gap_count >= {{ var('churn_min_gaps') }} then history.gap_median_days
            else gap_limits.gap_median_days
        end as usual_gap_days,
        case
            when history.gap_count >= {{ var('churn_min_gaps') }} then history.gap_limit_days
            else gap_limits.gap_limit_days
        end as gap_limit_days,
        coalesce(history.gap_count >= {{ var('churn_min_gaps') }}, false) as has_own_gap_limit,
        coalesce(qualifications.qualified_date <= active.month_end_date, false) as is_qualified
    from active
    left join purchase_months as history
        on active.customer_key = history.customer_key
        and active.purchase_month_count = history.purchase_month_number
    left join gap_limits
        on active.customer_type = gap_limits.customer_type
        and active.month_start_date = gap_limits.month_start_date
    left join qualifications
        on active.customer_key = qualifications.customer_key

),

scored as (

    select
        *,
        {{ rank_score('recency_days desc', 'frequency > 0', ['month_start_date']) }}
            as recency_score,
        {{ rank_score('frequency', 'frequency > 0', ['month_start_date']) }} as frequency_score,
        {{ rank_score('monetary_amount', 'frequency > 0', ['month_start_date']) }}
            as monetary_score,
        {{ relative_slope('net_amount', 'month_start_date >= first_month_start_date') }}
            as amount_slope,
        {{ relative_slope('order_count', 'month_start_date >= first_month_start_date') }}
            as rate_slope
    from known
    window year as (
        partition by customer_key order by month_start_date
        rows between {{ var('lifecycle_months') - 1 }} preceding and current row
    )

),

labelled as (

    select
        scored.*,
        cast(floor((frequency_score + monetary_score + 1) / 2.0) as integer)
            as frequency_monetary_score,
        round((coalesce(amount_slope, 0) + coalesce(rate_slope, 0)) / 2, 6) as growth_slope,
        case
            when last_order_date is null and is_qualified then 'qualified'
            when last_order_date is null then 'prospect'
            when recency_days > {{ var('lost_after_days') }} then 'lost'
            when recency_days > {{ var('lapsed_after_days') }} then 'lapsed'
            when last_gap_days > {{ var('lapsed_after_days') }} then 'won_back'
            when order_count_to_date >= {{ var('loyal_min_orders') }} then 'loyal'
            when order_count_to_date > 1 then 'repeat_buyer'
            else 'first_time_buyer'
        end as state,
        case
            when last_order_date is null then 'none'
            when recency_days > 2 * gap_limit_days then 'lost'
            when recency_days > gap_limit_days then 'at_risk'
            else 'active'
        end as churn_status
    from scored

),

final as (

    select
        labelled.customer_key,

        labelled.source_system,
        labelled.customer_type,
        labelled.month_start_date,
        labelled.month_end_date,
        labelled.last_order_date,
        labelled.order_count > 0 as is_active,
        labelled.state,
        lag(labelled.state) over (
            partition by labelled.customer_key order by labelled.month_start_date
        ) as previous_state,
        case
            when labelled.last_order_date is null then 'none'
            when labelled.churn_status = 'lost' then 'ended'
            when
                labelled.order_count_to_date < {{ var('lifecycle_min_orders') }}
                then 'exploration'
            when labelled.growth_slope > {{ var('lifecycle_slope') }} then 'growth'
            when labelled.growth_slope < -{{ var('lifecycle_slope') }} then 'decline'
            else 'maturity'
        end as lifecycle_stage,
        labelled.churn_status,
        labelled.has_own_gap_limit,
        labelled.recency_score,
        labelled.frequency_score,
        labelled.monetary_score,
        cast(labelled.recency_score as varchar)
            || cast(labelled.frequency_score as varchar)
            || cast(labelled.monetary_score as varchar) as rfm_cell,
        case
            when labelled.order_count_to_date = 0 then 'No purchase'
            else segments.rfm_segment
        end as rfm_segment,

        cast(labelled.order_count as integer) as order_count,
        cast(labelled.quantity as bigint) as quantity,
        {{ amount('labelled.net_amount') }} as net_amount,
        {{ amount('labelled.margin_amount') }} as margin_amount,
        {{ amount('labelled.return_amount') }} as return_amount,
        cast(labelled.contact_count as integer) as contact_count,
        cast(labelled.case_count as integer) as case_count,
        cast(labelled.complaint_count as integer) as complaint_count,
        labelled.service_minutes,
        {{ amount('labelled.service_minutes * ' ~ var('service_cost_per_minute')) }}
            as service_cost_amount,
        labelled.satisfaction_score,
        cast(labelled.order_count_to_date as integer) as order_count_to_date,
        {{ amount('labelled.net_amount_to_date') }} as net_amount_to_date,
        {{ amount('labelled.margin_amount_to_date') }} as margin_amount_to_date,
        cast(labelled.recency_days as integer) as recency_days,
        cast(coalesce(labelled.frequency, 0) as integer) as frequency,
        {{ amount('coalesce(labelled.monetary_amount, 0)') }} as monetary_amount,
        {{ amount('coalesce(labelled.overdue_amount, 0)') }} as overdue_amount,
        labelled.usual_gap_days,
        labelled.gap_limit_days,
        labelled.growth_slope
    from labelled
    left join segments
        on labelled.recency_score = segments.recency_score
        and labelled.frequency_monetary_score = segments.frequency_monetary_score

)

select * from final
