{#
    Every month from the first order to the as-of date's, per system. The as-of month is partial: its
    run rate carries it to its end, and growth of it compares the same number of days. Where a day to
    compare with lies before the month of the first order there is nothing to compare with.
#}
with order_lines as (

    select * from {{ ref('fct_order_line') }}

),

orders as (

    select * from {{ ref('fct_order') }}

),

dates as (

    select * from {{ ref('dim_date') }}

),

bounds as (

    select source_system, min(order_date) as first_date
    from order_lines
    group by source_system

),

{# Each day of business with its amounts, days without any included. #}
line_days as (

    select
        source_system,
        order_date,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(net_amount) as net_amount,
        sum(cost_amount) as cost_amount,
        sum(margin_amount) as margin_amount,
        sum(quantity) as quantity
    from order_lines
    group by source_system, order_date

),

days as (

    select
        bounds.source_system,
        dates.date_day,
        dates.month_start_date,
        dates.prior_year_date,
        dates.lunar_prior_year_date,
        dates.is_working_day,
        cast(date_trunc('month', bounds.first_date) as date) as first_month,
        coalesce(line_days.gross_amount, 0) as gross_amount,
        coalesce(line_days.discount_amount, 0) as discount_amount,
        coalesce(line_days.net_amount, 0) as net_amount,
        coalesce(line_days.cost_amount, 0) as cost_amount,
        coalesce(line_days.margin_amount, 0) as margin_amount,
        coalesce(line_days.quantity, 0) as quantity,
        coalesce(previous_month_days.net_amount, 0) as previous_month_net_amount,
        coalesce(prior_year_days.net_amount, 0) as prior_year_net_amount,
        coalesce(lunar_days.net_amount, 0) as lunar_prior_year_net_amount
    from bounds
    inner join dates
        on dates.date_day >= cast(date_trunc('month', bounds.first_date) as date)
        and dates.date_day <= {{ as_of_date() }}
    left join line_days
        on bounds.source_system = line_days.source_system
        and dates.date_day = line_days.order_date
    left join line_days as prior_year_days
        on bounds.source_system = prior_year_days.source_system
        and dates.prior_year_date = prior_year_days.order_date
        and (
            extract(day from dates.date_day) = extract(day from dates.prior_year_date)
        )
    left join line_days as lunar_days
        on bounds.source_system = lunar_days.source_system
        and dates.lunar_prior_year_date = lunar_days.order_date
        and (
            dates.lunar_prior_year_date <> dates.prior_year_date
            or extract(day from dates.date_day) = extract(day from dates.prior_year_date)
        )
    left join line_days as previous_month_days
        on bounds.source_system = previous_month_days.source_system
        and {{ add_months('dates.date_day', -1) }} = previous_month_days.order_date
        and extract(day from dates.date_day)
            = extract(day from {{ add_months('dates.date_day', -1) }})

),

months as (

    select
        source_system,
        month_start_date,
        count(*) as elapsed_days,
        sum(case when is_working_day then 1 else 0 end) as working_days,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(net_amount) as net_amount,
        sum(cost_amount) as cost_amount,
        sum(margin_amount) as margin_amount,
        sum(quantity) as quantity,
        sum(previous_month_net_amount) as previous_month_to_date_net_amount,
        {%- for base in ['prior_year', 'lunar_prior_year'] %}
        case when min({{ base }}_date) >= min(first_month) then sum({{ base }}_net_amount) end
            as {{ base }}_net_amount{{ ',' if not loop.last }}
        {%- endfor %}
    from days
    group by source_system, month_start_date

),

order_months as (

    select
        source_system,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        count(*) as order_count,
        count(distinct customer_key) as customer_count
    from orders
    where not is_cancelled
    group by source_system, cast(date_trunc('month', order_date) as date)

),

{#
    The month before as a whole, but for the as-of month as far as that has come: a month in full
    must not lose the 31st of the month before it.
#}
compared as (

    select
        months.*,
        coalesce(order_months.order_count, 0) as order_count,
        coalesce(order_months.customer_count, 0) as customer_count,
        {{ days_between('months.month_start_date', add_months('months.month_start_date', 1)) }}
            as month_days,
        lag(months.net_amount) over (
            partition by months.source_system order by months.month_start_date
        ) as whole_previous_month_net_amount,
        months.month_start_date = min(months.month_start_date) over (
            partition by months.source_system
        ) as is_first_month
    from months
    left join order_months
        on months.source_system = order_months.source_system
        and months.month_start_date = order_months.month_start_date

),

final as (

    select
        {{ surrogate_key(['source_system', 'month_start_date']) }} as sales_month_key,

        source_system,
        month_start_date,
        elapsed_days >= month_days as is_complete,

        cast(elapsed_days as integer) as elapsed_days,
        cast(working_days as integer) as working_days,
        cast(order_count as integer) as order_count,
        cast(customer_count as integer) as customer_count,
        cast(quantity as bigint) as quantity,
        {{ amount('gross_amount') }} as gross_amount,
        {{ amount('discount_amount') }} as discount_amount,
        {{ amount('net_amount') }} as net_amount,
        {{ amount('cost_amount') }} as cost_amount,
        {{ amount('margin_amount') }} as margin_amount,
        {{ amount('net_amount / nullif(order_count, 0)') }} as average_order_amount,
        case
            when is_first_month then null
            when elapsed_days >= month_days then {{ amount('whole_previous_month_net_amount') }}
            else {{ amount('previous_month_to_date_net_amount') }}
        end as previous_month_net_amount,
        {{ rate_of(
            'net_amount - case when elapsed_days >= month_days then whole_previous_month_net_amount'
            ~ ' else previous_month_to_date_net_amount end',
            'case when is_first_month then null when elapsed_days >= month_days'
            ~ ' then whole_previous_month_net_amount else previous_month_to_date_net_amount end',
        ) }} as previous_month_growth_rate,
        {{ amount('prior_year_net_amount') }} as prior_year_net_amount,
        {{ rate_of('net_amount - prior_year_net_amount', 'prior_year_net_amount') }}
            as prior_year_growth_rate,
        {{ amount('lunar_prior_year_net_amount') }} as lunar_prior_year_net_amount,
        {{ rate_of('net_amount - lunar_prior_year_net_amount', 'lunar_prior_year_net_amount') }}
            as lunar_prior_year_growth_rate,
        {{ amount('net_amount * month_days / elapsed_days') }} as run_rate_amount,
        {{ amount('net_amount * month_days / elapsed_days * 12') }} as annual_run_rate_amount
    from compared

)

select * from final
