{#
    Customer churn: who was active or at risk at the end of the month before and is lost now.
    Revenue churn compares each customer's last rfm_window_days with the same a year earlier:
    gross counts what shrank, net lets what grew weigh against it.
#}
with months as (

    select * from {{ ref('fct_customer_month') }}

),

compared as (

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
    from months

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
        month_start_date,
        customer_type,

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
        {{ share('shrunk_amount - grown_amount', 'year_ago_amount') }} as net_revenue_churn_rate
    from rated

)

select * from final
