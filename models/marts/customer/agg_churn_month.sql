{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='month_start_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Customer churn: who was active or at risk at the end of the month before and is lost now.
    Revenue churn compares each customer's last rfm_window_days with the same a year earlier:
    gross counts what shrank, net lets what grew weigh against it. A month is counted again when it,
    the month before or what is compared of the year before is another one.
#}
with month_marks as (

    select
        month_start_date,
        max(month_end_date) as month_end_date,
        {{ content_hash([
            'customer_key', 'customer_type', 'churn_status', 'is_active', 'monetary_amount',
        ]) }} as month_mark
    from {{ ref('fct_customer_month') }}
    group by month_start_date

),

shifted_months as (

    select
        months.month_start_date,
        {{ add_months('months.month_end_date', -12) }} as year_ago_date
    from month_marks as months
    inner join month_marks as year_ago
        on year_ago.month_start_date = {{ add_months('months.month_start_date', -12) }}
    where year_ago.month_end_date <> {{ add_months('months.month_end_date', -12) }}

),

shifted_amounts as (

    select
        shifted_months.month_start_date,
        purchases.customer_key,
        sum(purchases.net_amount) as year_ago_amount
    from shifted_months
    inner join {{ ref('int_customer_purchase_day') }} as purchases
        on shifted_months.year_ago_date >= purchases.order_date
        and shifted_months.year_ago_date
        < {{ add_days('purchases.order_date', var('rfm_window_days')) }}
    group by shifted_months.month_start_date, purchases.customer_key

),

shifted_marks as (

    select
        shifted_months.month_start_date,
        {{ content_hash(['amounts.customer_key', 'amounts.year_ago_amount']) }} as shifted_mark
    from shifted_months
    left join shifted_amounts as amounts
        on shifted_months.month_start_date = amounts.month_start_date
    group by shifted_months.month_start_date

),

marks as (

    select
        months.month_start_date,
        {{ row_hash([
            'months.month_mark', 'before.month_mark',
            'coalesce(shifted_marks.shifted_mark, year_ago.month_mark)',
            is_over('months.month_start_date', 1),
        ]) }} as _version_mark
    from month_marks as months
    left join month_marks as before
        on before.month_start_date = {{ add_months('months.month_start_date', -1) }}
    left join month_marks as year_ago
        on year_ago.month_start_date = {{ add_months('months.month_start_date', -12) }}
    left join shifted_marks
        on months.month_start_date = shifted_marks.month_start_date

),

changed as (

    {{ changed_groups('marks', ['month_start_date']) }}

),

compared as (
    {% if is_incremental() %}
    select
        months.customer_key,
        months.month_start_date,
        months.customer_type,
        months.churn_status,
        months.is_active,
        months.monetary_amount,
        before.churn_status as previous_churn_status,
        year_ago.monetary_amount as year_ago_amount
    from {{ ref('fct_customer_month') }} as months
    inner join changed
        on months.month_start_date = changed.month_start_date
    left join {{ ref('fct_customer_month') }} as before
        on months.customer_key = before.customer_key
        and before.month_start_date = {{ add_months('months.month_start_date', -1) }}
    left join {{ ref('fct_customer_month') }} as year_ago
        on months.customer_key = year_ago.customer_key
        and year_ago.month_start_date = {{ add_months('months.month_start_date', -12) }}
    {% else %}
    select
        customer_key,
        month_start_date,
        customer_type,
        churn_status,
        is_active,
        monetary_amount,
        lag(churn_status) over (
            partition by customer_key order by month_start_date
        ) as previous_churn_status,
        lag(monetary_amount, 12) over (
            partition by customer_key order by month_start_date
        ) as year_ago_amount
    from {{ ref('fct_customer_month') }}
    {% endif %}
),

aligned as (

    select
        compared.month_start_date,
        compared.customer_type,
        compared.churn_status,
        compared.is_active,
        compared.monetary_amount,
        compared.previous_churn_status,
        case
            when shifted_months.month_start_date is null then compared.year_ago_amount
            else amounts.year_ago_amount
        end as year_ago_amount
    from compared
    left join shifted_months
        on compared.month_start_date = shifted_months.month_start_date
    left join shifted_amounts as amounts
        on compared.month_start_date = amounts.month_start_date
        and compared.customer_key = amounts.customer_key

),

counted as (

    select
        month_start_date,
        customer_type,
        sum(case when previous_churn_status in ('active', 'at_risk') then 1 else 0 end)
            as opening_customer_count,
        sum(
            case when previous_churn_status in ('active', 'at_risk') and churn_status = 'lost'
                then 1 else 0 end
        ) as lost_customer_count,
        sum(
            case
                when
                    previous_churn_status = 'lost'
                    and churn_status in ('active', 'at_risk')
                    and is_active
                    then 1
                else 0
            end
        ) as regained_customer_count,
        sum(case when churn_status = 'at_risk' then 1 else 0 end) as at_risk_customer_count,
        sum(case when year_ago_amount > 0 then year_ago_amount else 0 end) as year_ago_amount,
        sum(
            case when year_ago_amount > 0 then greatest(year_ago_amount - monetary_amount, 0) else 0 end
        ) as shrunk_amount,
        sum(
            case when year_ago_amount > 0 then greatest(monetary_amount - year_ago_amount, 0) else 0 end
        ) as grown_amount
    from aligned
    group by month_start_date, customer_type

),

rated as (

    select
        *,
        {{ share('lost_customer_count', 'opening_customer_count') }} as customer_churn_rate
    from counted

),

final as (

    select
        rated.month_start_date,
        rated.customer_type,
        {{ is_over('rated.month_start_date', 1) }} as is_complete,

        cast(opening_customer_count as integer) as opening_customer_count,
        cast(lost_customer_count as integer) as lost_customer_count,
        cast(regained_customer_count as integer) as regained_customer_count,
        cast(at_risk_customer_count as integer) as at_risk_customer_count,
        customer_churn_rate,
        1 / nullif(customer_churn_rate, 0) as expected_life_months,
        {{ amount('year_ago_amount') }} as year_ago_amount,
        {{ amount('shrunk_amount') }} as shrunk_amount,
        {{ amount('grown_amount') }} as grown_amount,
        {{ share('shrunk_amount', 'year_ago_amount') }} as gross_revenue_churn_rate,
        {{ share('shrunk_amount - grown_amount', 'year_ago_amount') }} as net_revenue_churn_rate,

        changed._version_mark
    from rated
    inner join changed
        on rated.month_start_date = changed.month_start_date

)

{{ made_again('final', 'changed', ['month_start_date']) }}
