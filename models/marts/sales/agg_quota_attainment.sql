{# Orders count for the employee whom the order names, in the month of the order. #}
{% set fiscal_year = 'extract(year from ' ~ add_months('month_start_date', 13 - var('fiscal_year_start_month')) ~ ')' %}
with targets as (

    select * from {{ ref('fct_sales_target') }}

),

order_lines as (

    select * from {{ ref('fct_order_line') }}

),

employees as (

    select * from {{ ref('dim_employee_current') }}

),

sales as (

    select
        employee_key,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        sum(net_amount) as net_amount
    from order_lines
    where employee_key > 0
    group by employee_key, cast(date_trunc('month', order_date) as date)

),

quotas as (

    select employee_key, month_start_date, sum(target_amount) as target_amount
    from targets
    where month_start_date <= {{ as_of_date() }}
    group by employee_key, month_start_date

),

joined as (

    select
        coalesce(quotas.employee_key, sales.employee_key) as employee_key,
        coalesce(quotas.month_start_date, sales.month_start_date) as month_start_date,
        coalesce(quotas.target_amount, 0) as target_amount,
        coalesce(sales.net_amount, 0) as net_amount
    from quotas
    full outer join sales
        on quotas.employee_key = sales.employee_key
        and quotas.month_start_date = sales.month_start_date

),

running as (

    select
        *,
        {{ is_over('month_start_date', 1) }} as is_complete,
        case
            when {{ is_over('month_start_date', 1) }} then target_amount
            else target_amount * ({{ days_between('month_start_date', as_of_date()) }} + 1)
                / {{ days_between('month_start_date', add_months('month_start_date', 1)) }}
        end as due_target_amount,
        sum(target_amount) over (
            partition by employee_key, {{ fiscal_year }}
            order by month_start_date
            rows between unbounded preceding and current row
        ) as year_to_date_target_amount,
        sum(net_amount) over (
            partition by employee_key, {{ fiscal_year }}
            order by month_start_date
            rows between unbounded preceding and current row
        ) as year_to_date_net_amount
    from joined

),

final as (

    select
        {{ surrogate_key(['running.employee_key', 'running.month_start_date']) }} as quota_key,
        running.employee_key,
        {{ member_version_key('employee_versions.employee_version_key', 'running.employee_key') }}
            as employee_version_key,

        employees.source_system,
        running.month_start_date,
        employee_versions.region_name,
        employee_versions.branch_name,
        employee_versions.team_name,
        employees.current_region_name,
        employees.current_branch_name,
        employees.current_team_name,

        running.is_complete,
        {{ amount('running.target_amount') }} as target_amount,
        {{ amount('running.due_target_amount') }} as due_target_amount,
        {{ amount('running.net_amount') }} as net_amount,
        {{ rate_of('running.net_amount', 'running.target_amount') }} as attainment_rate,
        {{ rate_of('running.net_amount', 'running.due_target_amount') }} as due_attainment_rate,
        {{ amount('running.year_to_date_target_amount') }} as year_to_date_target_amount,
        {{ amount('running.year_to_date_net_amount') }} as year_to_date_net_amount,
        {{ rate_of('running.year_to_date_net_amount', 'running.year_to_date_target_amount') }}
            as year_to_date_attainment_rate
    from running
    inner join employees
        on running.employee_key = employees.employee_key
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'running.employee_key',
        'running.month_start_date',
    ) }}

)

select * from final
