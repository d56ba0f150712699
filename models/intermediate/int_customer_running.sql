{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    A customer's running figures: one row per month in which any of them is another one, and one for
    the month in which its history begins, each standing for the months up to the next one. Figures
    of the month itself, figures to date, and the last purchase by then and before the month.

    An order enters its month and leaves the RFM window in the month in which it becomes too old; what
    is overdue changes on the days of int_customer_overdue. For slopes, the orders and the amount of a
    month that has ended count for lifecycle_months, as they are and times the month's number (moment),
    but for the month of the first order, with which a history always begins.
#}
{% set parts = [
    ('purchases', 'order_date', {
        'purchase_count': '1',
        'order_count': 'order_count',
        'quantity': 'quantity',
        'net_amount': 'net_amount',
        'margin_amount': 'margin_amount',
        'window_order_count': 'order_count',
        'window_net_amount': 'net_amount',
    }, as_of_date()),
    ('purchases', add_days('order_date', var('rfm_window_days')), {
        'window_order_count': '-order_count',
        'window_net_amount': '-net_amount',
    }, as_of_date()),
    ('later_purchases', 'month_start_date', {
        'slope_order_count': 'order_count',
        'slope_net_amount': 'net_amount',
        'slope_order_moment': 'order_moment',
        'slope_net_moment': 'net_moment',
    }, ended_months_date()),
    ('later_purchases', add_months('month_start_date', var('lifecycle_months')), {
        'slope_order_count': '-order_count',
        'slope_net_amount': '-net_amount',
        'slope_order_moment': '-order_moment',
        'slope_net_moment': '-net_moment',
    }, ended_months_date()),
    ('returns', 'return_date', {'return_amount': 'net_amount'}, as_of_date()),
    ('overdue', 'change_date', {'overdue_amount': 'overdue_amount'}, as_of_date()),
    ('contacts', 'contact_date', {
        'contact_count': 'contact_count',
        'case_count': 'case_count',
        'complaint_count': 'complaint_count',
        'service_seconds': 'service_seconds',
        'satisfaction_sum': 'coalesce(satisfaction_score, 0)',
        'satisfaction_count': 'case when satisfaction_score is null then 0 else 1 end',
    }, as_of_date()),
] %}
{% set own = [
    'order_count', 'quantity', 'net_amount', 'margin_amount', 'return_amount', 'contact_count',
    'case_count', 'complaint_count', 'service_seconds', 'satisfaction_sum', 'satisfaction_count',
] %}
{% set to_date = [
    'order_count', 'net_amount', 'margin_amount', 'window_order_count', 'window_net_amount',
    'overdue_amount', 'slope_order_count', 'slope_net_amount', 'slope_order_moment',
    'slope_net_moment',
] %}
{% set figures = customer_month_figures() %}
with marks as (

    select
        customer_key,
        start_date,
        customer_mark as _version_mark
    from {{ ref('int_customer_start') }}

),

changed as (

    {{ changed_groups('marks', ['customer_key']) }}

),

purchases as (

    select
        customer_key,
        order_date,
        month_start_date,
        order_count,
        quantity,
        {{ amount('net_amount') }} as net_amount,
        {{ amount('margin_amount') }} as margin_amount,
        order_count * {{ month_number('month_start_date') }} as order_moment,
        {{ times('net_amount', month_number('month_start_date')) }} as net_moment
    from {{ ref('int_customer_purchase_day') }}
    {%- if is_incremental() %}
    where customer_key in (select customer_key from changed)
    {%- endif %}

),

later_purchases as (

    select *
    from (
        select
            *,
            min(month_start_date) over (partition by customer_key) as first_month_start_date
        from purchases
    ) as dated
    where month_start_date > first_month_start_date

),

returns as (

    select customer_key, return_date, net_amount
    from {{ ref('fct_return_line') }}
    where
        order_line_key <> 0
        and return_date <= {{ as_of_date() }}

),

overdue as (

    select customer_key, change_date, overdue_amount
    from {{ ref('int_customer_overdue') }}

),

contacts as (

    select * from {{ ref('int_customer_contact') }}
    where contact_date <= {{ as_of_date() }}

),

changes as (
    {% for relation, change_date, added, until in parts %}
    select
        {{ relation }}.customer_key,
        cast(date_trunc('month', {{ change_date }}) as date) as month_start_date,
        {%- for column, type in figures.items() %}
        cast({{ added.get(column, '0') }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- if is_incremental() %}
    inner join changed
        on {{ relation }}.customer_key = changed.customer_key
    {%- endif %}
    where
        {{ relation }}.customer_key <> 0
        and {{ change_date }} <= {{ until }}

    union all
    {% endfor %}
    select
        marks.customer_key,
        marks.start_date,
        {%- for column, type in figures.items() %}
        cast(0 as {{ type }}){{ ',' if not loop.last }}
        {%- endfor %}
    from marks
    inner join changed
        on marks.customer_key = changed.customer_key

),

sums as (

    select
        customer_key,
        month_start_date,
        {%- for column in figures %}
        sum({{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from changes
    group by customer_key, month_start_date

),

running as (

    select
        customer_key,
        month_start_date,
        {{ month_number('month_start_date') }} as first_month_number,
        lead({{ month_number('month_start_date') }}) over (
            partition by customer_key order by month_start_date
        ) - 1 as last_month_number,
        purchase_count,
        {%- for column in own %}
        {{ column }},
        {%- endfor %}
        {%- for column in to_date %}
        sum({{ column }}) over so_far as {{ column }}_to_date,
        {%- endfor %}
        sum(purchase_count) over so_far as purchase_count_to_date
    from sums
    window so_far as (
        partition by customer_key order by month_start_date
        rows between unbounded preceding and current row
    )

),

final as (

    select
        running.customer_key,

        running.month_start_date as change_month_date,
        running.first_month_number,
        running.last_month_number,

        {%- for column in own %}
        cast(running.{{ column }} as {{ figures[column] }}) as {{ column }},
        {%- endfor %}
        {%- for column in to_date %}
        cast(running.{{ column }}_to_date as {{ figures[column] }}) as {{ column }}_to_date,
        {%- endfor %}
        newest.order_date as last_order_date,
        newest.gap_days as last_gap_days,
        coalesce(newest.gap_count >= {{ var('churn_min_gaps') }}, false) as has_own_gap_limit,
        newest.gap_median_days,
        newest.gap_limit_days,
        newest.state_since_date,
        newest.month_first_order_date,
        before.order_date as order_date_before,
        before.gap_days as gap_days_before,

        changed._version_mark
    from running
    inner join changed
        on running.customer_key = changed.customer_key
    left join {{ ref('int_customer_purchase_day') }} as newest
        on running.customer_key = newest.customer_key
        and running.purchase_count_to_date = newest.purchase_number
    left join {{ ref('int_customer_purchase_day') }} as before
        on running.customer_key = before.customer_key
        and running.purchase_count_to_date - running.purchase_count = before.purchase_number

)

{{ made_again('final', 'changed', ['customer_key']) }}
