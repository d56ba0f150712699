{# Cases by the month in which they were opened, with what has become of them by the as-of date. #}
with cases as (

    select * from {{ ref('fct_case') }}

),

final as (

    select
        cast(date_trunc('month', opened_date) as date) as month_start_date,
        source_system,
        case_type,
        priority_name,

        count(*) as case_count,
        sum(case when resolved_at is not null then 1 else 0 end) as resolved_count,
        sum(case when is_open then 1 else 0 end) as open_count,
        sum(case when is_closed then 1 else 0 end) as closed_count,
        sum(case when is_complaint then 1 else 0 end) as complaint_count,
        sum(case when is_reopened then 1 else 0 end) as reopened_count,
        sum(case when is_escalated then 1 else 0 end) as escalated_count,
        sum(case when is_first_contact_resolved then 1 else 0 end)
            as first_contact_resolved_count,
        sum(case when first_response_sla = 'attained' then 1 else 0 end)
            as first_response_attained_count,
        sum(case when is_first_response_breached then 1 else 0 end)
            as first_response_breached_count,
        sum(case when resolution_sla = 'attained' then 1 else 0 end) as resolution_attained_count,
        sum(case when is_resolution_breached then 1 else 0 end) as resolution_breached_count,
        {{ quantile('first_response_minutes', 0.5) }} as median_first_response_minutes,
        {{ quantile('first_response_minutes', 0.9) }} as p90_first_response_minutes,
        {{ quantile('resolution_minutes', 0.5) }} as median_resolution_minutes,
        {{ quantile('resolution_minutes', 0.9) }} as p90_resolution_minutes,
        {{ share(
            "sum(case when first_response_sla = 'attained' then 1 else 0 end)",
            "sum(case when first_response_sla in ('attained', 'breached') then 1 else 0 end)"
        ) }} as first_response_attainment_rate,
        {{ share(
            "sum(case when resolution_sla = 'attained' then 1 else 0 end)",
            "sum(case when resolution_sla in ('attained', 'breached') then 1 else 0 end)"
        ) }} as resolution_attainment_rate,
        {{ share('sum(case when is_reopened then 1 else 0 end)',
                 'sum(case when first_resolved_at is not null then 1 else 0 end)') }}
            as reopen_rate,
        {{ share('sum(case when is_first_contact_resolved then 1 else 0 end)',
                 'sum(case when resolved_at is not null then 1 else 0 end)') }}
            as first_contact_resolution_rate,
        {{ share('sum(case when is_escalated then 1 else 0 end)', 'count(*)') }}
            as escalation_rate
    from cases
    group by 1, 2, 3, 4

)

select * from final
