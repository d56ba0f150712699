{{ config(schema='intermediate', materialized='table') }}

{#
    Why a silent customer may be silent: what happened within churn_reason_days of its last order
    and after it. One reason each, the first that applies.
#}
with silent as (

    select
        customer_key,
        last_order_date,
        last_order_date - {{ var('churn_reason_days') }} as since_date
    from {{ ref('fct_customer_month') }}
    where
        month_start_date = date_trunc('month', {{ as_of_date() }})
        and churn_status in ('at_risk', 'lost')

),

cases as (

    select
        silent.customer_key,
        sum(case when cases.is_complaint then 1 else 0 end) as complaint_count,
        sum(
            case when cases.is_first_response_breached or cases.is_resolution_breached then 1 else 0 end
        ) as breach_count
    from silent
    inner join {{ ref('fct_case') }} as cases
        on silent.customer_key = cases.customer_key
        and silent.since_date <= cases.opened_date
    group by silent.customer_key

),

deals as (

    select
        silent.customer_key,
        sum(case when deals.competitor_name is not null then 1 else 0 end) as competitor_count,
        sum(case when {{ names_price('deals.loss_reason_name') }} then 1 else 0 end) as price_count
    from silent
    inner join {{ ref('fct_opportunity') }} as deals
        on silent.customer_key = deals.customer_key
        and silent.since_date <= deals.closed_date
    where deals.is_closed and not deals.is_won
    group by silent.customer_key

),

answers as (

    select
        silent.customer_key,
        {{ mean_score('responses.satisfaction_score') }} as mean_satisfaction_score
    from silent
    inner join {{ ref('fct_survey_response') }} as responses
        on silent.customer_key = responses.customer_key
        and silent.since_date <= responses.answered_date
    where
        responses.nps_score is null
        and responses.answered_date <= {{ as_of_date() }}
    group by silent.customer_key

),

final as (

    select
        silent.customer_key,

        case
            when cases.complaint_count > 0 then 'complaint'
            when deals.competitor_count > 0 then 'competitor'
            when deals.price_count > 0 then 'price'
            when
                cases.breach_count > 0
                or answers.mean_satisfaction_score < {{ var('dissatisfied_max_score') }}
                then 'service'
            else 'dormancy'
        end as churn_reason,

        cast(coalesce(cases.complaint_count, 0) as integer) as complaint_count,
        cast(coalesce(cases.breach_count, 0) as integer) as breach_count,
        cast(coalesce(deals.competitor_count, 0) as integer) as competitor_count,
        cast(coalesce(deals.price_count, 0) as integer) as price_count,
        answers.mean_satisfaction_score
    from silent
    left join cases
        on silent.customer_key = cases.customer_key
    left join deals
        on silent.customer_key = deals.customer_key
    left join answers
        on silent.customer_key = answers.customer_key

)

select * from final
