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
    the month before or the one a year earlier is another one.
#}
with month_marks as (

    select
        month_start_date,
        {{ content_hash(['customer_key', 'customer_type', 'churn_status', 'monetary_amount']) }}
            as month_mark
    from {{ ref('fct_customer_month') }}
    group by month_start_date

),

marks as (

    select
        months.month_start_date,
        {{ row_hash([
            'months.month_mark', 'before.month_mark', 'year_ago.month_mark',
            is_over('months.month_start_date', 1),
        ]) }} as _version_mark
    from month_marks as months
    left join month_marks as before
        on before.month_start_date = {{ add_months('months.month_start_date', -1) }}
    left join month_marks as year_ago
        on year_ago.month_start_date = {{ add_months('months.month_start_date', -12) }}

),

changed as (

    {{ changed_groups('marks', ['month_start_date']) }}

),

compared as (
    {% if is_incremental() %}
    select
        months.month_start_date,
        months.customer_type,
        months.churn_status,
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
        month_start_date,
        customer_type,
        churn_status,
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
            case when previous_churn_status = 'lost' and churn_status in ('active', 'at_risk')
                then 1 else 0 end
        ) as regained_customer_count,
        sum(case when churn_status = 'at_risk' then 1 else 0 end) as at_risk_customer_count,
        sum(case when year_ago_amount > 0 then year_ago_amount else 0 end) as year_ago_amount,
        sum(
            case when year_ago_amount > 0 then greatest(year_ago_amount - monetary_amount, 0) else 0 end
        ) as shrunk_amount,
        sum(
            case when year_ago_amount > 0 then greatest(monetary_amount - year_ago_amount, 0) else 0 end
        ) as grown_amount
    from compared
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
