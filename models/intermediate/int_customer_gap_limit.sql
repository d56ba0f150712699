{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['customer_type', 'month_start_date'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

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
        purchases.customer_key,
        purchases.purchase_number,
        purchases.gap_days
    from purchases
    inner join customers
        on purchases.customer_key = customers.customer_key
    where purchases.gap_days is not null

),

gap_marks as (

    select
        customer_type,
        month_start_date,
        {{ content_hash(['customer_key', 'purchase_number', 'gap_days']) }} as gap_mark
    from gaps
    group by customer_type, month_start_date

),

month_marks as (

    select
        gap_marks.customer_type,
        months.month_start_date,
        {{ content_hash(['gap_marks.month_start_date', 'gap_marks.gap_mark']) }} as month_mark
    from months
    inner join gap_marks
        on months.month_start_date >= gap_marks.month_start_date
    group by gap_marks.customer_type, months.month_start_date

),

marks as (

    select
        types.customer_type,
        months.month_start_date,
        {{ row_hash([
            'month_marks.month_mark',
            "'quantile " ~ var('churn_gap_quantile') ~ ", days " ~ var('churn_default_gap_days') ~ "'",
        ]) }} as _version_mark
    from types
    cross join months
    left join month_marks
        on types.customer_type = month_marks.customer_type
        and months.month_start_date = month_marks.month_start_date

),

changed as (

    {{ changed_groups('marks', ['customer_type', 'month_start_date']) }}

),

limits as (

    select
        changed.customer_type,
        changed.month_start_date,
        {{ quantile('gaps.gap_days', 0.5) }} as gap_median_days,
        {{ quantile('gaps.gap_days', var('churn_gap_quantile')) }} as gap_limit_days
    from changed
    inner join gaps
        on changed.customer_type = gaps.customer_type
        and changed.month_start_date >= gaps.month_start_date
    group by changed.customer_type, changed.month_start_date

),

final as (

    select
        changed.customer_type,

        changed.month_start_date,

        coalesce(limits.gap_median_days, {{ var('churn_default_gap_days') }}) as gap_median_days,
        coalesce(limits.gap_limit_days, {{ var('churn_default_gap_days') }}) as gap_limit_days,

        changed._version_mark
    from changed
    left join limits
        on changed.customer_type = limits.customer_type
        and changed.month_start_date = limits.month_start_date
    where changed._version_mark is not null

)

{{ made_again('final', 'changed', ['customer_type', 'month_start_date']) }}
