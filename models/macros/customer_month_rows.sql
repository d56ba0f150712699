{#
    The months of the customers of `spans` (customer_month_spans) from from_date to the as-of date, as at
    the month's end (the as-of date in the last month), without what compares customers: the rows of
    int_customer_running, each for the months that it stands for. A customer that this was not built for
    yet has none, so that the next build makes them.
#}
{% macro customer_month_rows(spans) -%}
with months as (

    {{ customer_months() }}

),

gap_limits as (

    {{ steady_gap_limits() | indent(4) }}

),

known as (

    select
        running.*,
        greatest(running.first_month_number, {{ month_number('spans.from_date') }})
            as from_month_number,
        coalesce(running.last_month_number, {{ month_number(as_of_date()) }}) as to_month_number,
        spans.source_system,
        spans.customer_type,
        spans.start_date,
        spans.first_seen_date,
        spans.qualified_date,
        spans.customer_mark,
        {{ month_number('spans.first_purchase_date') }} as first_purchase_month_number
    from {{ ref('int_customer_running') }} as running
    inner join {{ spans }} as spans
        on running.customer_key = spans.customer_key
        and coalesce(running._version_mark = spans.customer_mark, true)
    where
        running.last_month_number is null
        or running.last_month_number >= {{ month_number('spans.from_date') }}

),

spread as (

    {{ integers_spanned('known', 'from_month_number', 'to_month_number', 'month_number') }}

),

monthly as (

    select
        spread.*,
        months.month_start_date,
        months.month_end_date,
        months.ended_month_number,
        spread.first_month_number = spread.month_number as is_own,
        {{ days_between('spread.last_order_date', 'months.month_end_date') }} as recency_days,
        case
            when spread.has_own_gap_limit then spread.gap_median_days
            else limits.gap_median_days
        end as usual_gap_days,
        case
            when spread.has_own_gap_limit then spread.gap_limit_days
            else limits.gap_limit_days
        end as silence_limit_days,
        least(
            months.ended_month_number - spread.first_purchase_month_number,
            {{ var('lifecycle_months') }}
        ) as slope_months
    from spread
    inner join months
        on spread.month_number = months.month_number
    left join gap_limits as limits
        on spread.customer_type = limits.customer_type
        and months.month_start_date = limits.month_start_date

),

{# A slope of minus zero is zero: the two are equal, and not the same in text. #}
labelled as (

    select
        *,
        case
            when last_order_date is null then 0
            when slope_months < {{ var('lifecycle_min_months') }} then null
            when slope_order_count_to_date = 0 then 0
            else coalesce(nullif(round((
                coalesce({{ relative_slope(
                    'slope_net_amount_to_date', 'slope_net_moment_to_date', 'slope_months',
                    'ended_month_number',
                ) }}, 0)
                + coalesce({{ relative_slope(
                    'slope_order_count_to_date', 'slope_order_moment_to_date', 'slope_months',
                    'ended_month_number',
                ) }}, 0)
            ) / 2, 6), 0), 0)
        end as growth_slope,
        {{ customer_state(
            'last_order_date', 'last_gap_days', 'order_count_to_date', 'month_end_date',
        ) }} as state,
        case
            when month_start_date > start_date and is_own then {{ customer_state(
                'order_date_before', 'gap_days_before', 'order_count_to_date - order_count',
                add_days('month_start_date', -1),
            ) }}
            when month_start_date > start_date then {{ customer_state(
                'last_order_date', 'last_gap_days', 'order_count_to_date', add_days('month_start_date', -1),
            ) }}
        end as previous_state,
        case
            when last_order_date is null then 'none'
            when recency_days > {{ loss_limit_days() }} then 'lost'
            when recency_days > silence_limit_days then 'at_risk'
            else 'active'
        end as churn_status,
        cast(
            case when is_own then service_seconds else 0 end / 60.0 as decimal(18, 4)
        ) as service_minutes
    from monthly

),

dated as (

    select
        *,
        {{ state_event_date() }} as state_date,
        {{ churn_event_date() }} as churn_date
    from labelled

),

final as (

    select
        customer_key,

        source_system,
        customer_type,
        month_start_date,
        month_end_date,
        last_order_date,
        is_own and order_count > 0 as is_active,
        state,
        previous_state,
        case
            when last_order_date is null then 'none'
            when state = 'lost' or churn_status = 'lost' then 'ended'
            when
                {{ month_number('last_order_date') }}
                <= ended_month_number - {{ var('lifecycle_months') }}
                then 'decline'
            when order_count_to_date < {{ var('lifecycle_min_orders') }} then 'exploration'
            when growth_slope is null then 'growth'
            when slope_order_count_to_date = 0
                then case
                    when {{ month_number('last_order_date') }} > ended_month_number then 'growth'
                    else 'decline'
                end
            when growth_slope > {{ var('lifecycle_slope') }} then 'growth'
            when growth_slope < -{{ var('lifecycle_slope') }} then 'decline'
            else 'maturity'
        end as lifecycle_stage,
        churn_status,
        has_own_gap_limit,

        {%- for column, type in {
            'order_count': 'integer', 'quantity': 'bigint', 'net_amount': 'amount',
            'margin_amount': 'amount', 'return_amount': 'amount', 'contact_count': 'integer',
            'case_count': 'integer', 'complaint_count': 'integer',
        }.items() %}
        cast(case when is_own then {{ column }} else 0 end as {{ sql_type(type) }}) as {{ column }},
        {%- endfor %}
        service_minutes,
        {{ amount('service_minutes * ' ~ var('service_cost_per_minute')) }} as service_cost_amount,
        case when is_own then {{ share('satisfaction_sum', 'satisfaction_count') }} end
            as satisfaction_score,
        cast(order_count_to_date as integer) as order_count_to_date,
        {{ amount('net_amount_to_date') }} as net_amount_to_date,
        {{ amount('margin_amount_to_date') }} as margin_amount_to_date,
        cast(recency_days as integer) as recency_days,
        cast(window_order_count_to_date as integer) as frequency,
        {{ amount('window_net_amount_to_date') }} as monetary_amount,
        {{ amount('overdue_amount_to_date') }} as overdue_amount,
        usual_gap_days,
        silence_limit_days as gap_limit_days,
        growth_slope,
        cast(last_gap_days as integer) as last_gap_days,
        case when qualified_date <= month_end_date then qualified_date end as qualified_date,
        {{ within_month('state_date') }} as state_event_date,
        {{ within_month('churn_date') }} as churn_event_date,

        customer_mark as _customer_mark
    from dated

)

select * from final
{%- endmacro %}
