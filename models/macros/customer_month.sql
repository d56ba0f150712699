{#
    The customers whose months are to be computed, and from_date, the first of them. Of a customer of
    whom anything is another one since the table was built these are all months; of the others those
    that end on another day now, and those since which customers of its type are silent for another
    time.
#}
{% macro customer_month_spans() -%}
    {%- if is_incremental() -%}
    select
        starts.*,
        case
            when built.customer_key is null then starts.start_date
            else greatest(starts.start_date, opened.open_date)
        end as from_date
    from {{ ref('int_customer_start') }} as starts
    left join (
        select customer_key, _customer_mark
        from {{ this }}
        where month_start_date = (select max(month_start_date) from {{ this }})
    ) as built
        on starts.customer_key = built.customer_key
        and starts.customer_mark = built._customer_mark
    left join (
        {{ opened_customer_months() | indent(8) }}
    ) as opened
        on starts.customer_type = opened.customer_type
    where
        built.customer_key is null
        or opened.open_date is not null
    {%- else -%}
    select
        starts.*,
        starts.start_date as from_date
    from {{ ref('int_customer_start') }} as starts
    {%- endif -%}
{%- endmacro %}

{# By type of customer, the first month that is another one than it was built as, if there is one. #}
{% macro opened_customer_months() -%}
select limits.customer_type, min(limits.month_start_date) as open_date
from ({{ steady_gap_limits() }}) as limits
left join (
    select
        customer_type,
        month_start_date,
        max(month_end_date) as month_end_date,
        max(case when not has_own_gap_limit then usual_gap_days end) as gap_median_days,
        max(case when not has_own_gap_limit then gap_limit_days end) as gap_limit_days,
        sum(case when has_own_gap_limit then 0 else 1 end) as limited_count
    from {{ this }}
    group by customer_type, month_start_date
) as built
    on limits.customer_type = built.customer_type
    and limits.month_start_date = built.month_start_date
where
    limits.month_start_date > (select max(month_start_date) from {{ this }})
    or limits.month_end_date <> built.month_end_date
    or (
        built.limited_count > 0
        and (
            limits.gap_median_days is distinct from built.gap_median_days
            or limits.gap_limit_days is distinct from built.gap_limit_days
        )
    )
group by limits.customer_type
{%- endmacro %}

{#
    The silence of customers of a type by month: the median of its gaps, and their quantile as far as it
    rises by no more than the days that have passed by var churn_lost_factor. So silence outruns the
    limit and that many times the limit: nobody who is silent is less at risk later.
#}
{% macro steady_gap_limits() -%}
{%- set rise_days -%}
cast({{ days_between("date '2000-01-01'", 'months.month_end_date') }} as double) / {{ var('churn_lost_factor') }}
{%- endset -%}
select
    limits.customer_type,
    limits.month_start_date,
    months.month_end_date,
    limits.gap_median_days,
    least(
        limits.gap_limit_days,
        coalesce(
            round(
                {{ rise_days }} + min(limits.gap_limit_days - {{ rise_days }}) over (
                    partition by limits.customer_type order by limits.month_start_date
                    rows between unbounded preceding and 1 preceding
                ),
                6
            ),
            limits.gap_limit_days
        )
    ) as gap_limit_days
from {{ ref('int_customer_gap_limit') }} as limits
inner join ({{ customer_months() }}) as months
    on limits.month_start_date = months.month_start_date
{%- endmacro %}

{# Months up to the as-of date with the last one that has ended then and the day their rows speak of. #}
{% macro customer_months() -%}
    select
        month_start_date,
        {{ month_number('month_start_date') }} as month_number,
        {{ month_number('month_start_date') }}
            - case when month_start_date <= {{ ended_months_date() }} then 0 else 1 end
            as ended_month_number,
        least(max(date_day), {{ as_of_date() }}) as month_end_date
    from {{ ref('dim_date') }}
    where month_start_date <= {{ as_of_date() }}
    group by month_start_date
{%- endmacro %}

{# The last day of the last month that has ended by the as-of date. #}
{% macro ended_months_date() -%}
    {{ add_days("cast(date_trunc('month', " ~ add_days(as_of_date(), 1) ~ ") as date)", -1) }}
{%- endmacro %}

{# What int_customer_running adds up, with types. #}
{% macro customer_month_figures() -%}
    {{ return({
        'purchase_count': 'integer',
        'order_count': 'integer',
        'quantity': 'bigint',
        'net_amount': 'decimal(18, 4)',
        'margin_amount': 'decimal(18, 4)',
        'window_order_count': 'integer',
        'window_net_amount': 'decimal(18, 4)',
        'return_amount': 'decimal(18, 4)',
        'overdue_amount': 'decimal(18, 4)',
        'contact_count': 'integer',
        'case_count': 'integer',
        'complaint_count': 'integer',
        'service_seconds': 'bigint',
        'satisfaction_sum': 'decimal(18, 6)',
        'satisfaction_count': 'integer',
        'slope_order_count': 'integer',
        'slope_net_amount': 'decimal(18, 4)',
        'slope_order_moment': 'bigint',
        'slope_net_moment': 'decimal(38, 4)',
    }) }}
{%- endmacro %}

{# State of a customer on a day, from its last order, the gap before that and all its orders by then. #}
{% macro customer_state(last_order_date, last_gap_days, order_count, day) -%}
    {%- set recency_days = days_between(last_order_date, day) -%}
    case
        when {{ last_order_date }} is null and qualified_date <= {{ day }} then 'qualified'
        when {{ last_order_date }} is null then 'prospect'
        when {{ recency_days }} > {{ var('lost_after_days') }} then 'lost'
        when {{ recency_days }} > {{ var('lapsed_after_days') }} then 'lapsed'
        else {{ buyer_state(last_gap_days, order_count) }}
    end
{%- endmacro %}

{# State of a customer who is not silent. #}
{% macro buyer_state(last_gap_days, order_count) -%}
    case
        when {{ last_gap_days }} > {{ var('lapsed_after_days') }} then 'won_back'
        when {{ order_count }} >= {{ var('loyal_min_orders') }} then 'loyal'
        when {{ order_count }} > 1 then 'repeat_buyer'
        else 'first_time_buyer'
    end
{%- endmacro %}

{#
    The days of events that brought about a customer's state or churn status, from columns of a month in
    customer_month_rows: of the order with which the state began, or of silence going beyond its limit.
#}
{% macro state_event_date() -%}
    case state
        when 'prospect' then case
            when month_start_date = start_date and first_seen_date is not null
                then greatest(first_seen_date, start_date)
        end
        when 'qualified' then greatest(qualified_date, start_date)
        when 'lapsed' then {{ add_days('last_order_date', var('lapsed_after_days') ~ ' + 1') }}
        when 'lost' then {{ add_days('last_order_date', var('lost_after_days') ~ ' + 1') }}
        else state_since_date
    end
{%- endmacro %}

{# Days of silence from which a customer is lost. #}
{% macro loss_limit_days() -%}
    round({{ var('churn_lost_factor') }} * silence_limit_days, 6)
{%- endmacro %}

{% macro churn_event_date() -%}
    case churn_status
        when 'active' then month_first_order_date
        when 'at_risk'
            then {{ add_days('last_order_date', 'cast(floor(silence_limit_days) as integer) + 1') }}
        when 'lost'
            then {{ add_days('last_order_date', 'cast(floor(' ~ loss_limit_days() ~ ') as integer) + 1') }}
    end
{%- endmacro %}

{# A day where it is one of the month's. #}
{% macro within_month(day) -%}
    case when {{ day }} between month_start_date and month_end_date then {{ day }} end
{%- endmacro %}

{# Takes months out that a full build would not have. #}
{% macro delete_gone_customer_months() -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where
        month_start_date > {{ as_of_date() }}
        or not exists (
            select 1
            from {{ ref('int_customer_start') }} as starts
            where
                starts.customer_key = {{ this }}.customer_key
                and starts.customer_mark = {{ this }}._customer_mark
        )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{# The columns of a customer's month that no other customer has a part in, in their order. #}
{% macro customer_month_columns() -%}
    {{ return([
        'order_count', 'quantity', 'net_amount', 'margin_amount', 'return_amount', 'contact_count',
        'case_count', 'complaint_count', 'service_minutes', 'service_cost_amount',
        'satisfaction_score', 'order_count_to_date', 'net_amount_to_date', 'margin_amount_to_date',
        'recency_days', 'frequency', 'monetary_amount', 'overdue_amount', 'usual_gap_days',
        'gap_limit_days', 'growth_slope', 'last_gap_days', 'qualified_date', 'state_event_date',
        'churn_event_date', '_customer_mark',
    ]) }}
{%- endmacro %}
