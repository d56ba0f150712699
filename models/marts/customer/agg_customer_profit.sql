{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Everything a customer has brought and cost up to the as-of date. Goods that came back count at
    the cost they were sold at; overdue balances stand for the months at whose end they were open, and in
    an open month for its days so far; what a credit note leaves us owing saves nothing.
#}
{% set month_start_date = "cast(date_trunc('month', " ~ as_of_date() ~ ") as date)" %}
{% set month_share %}
(
            extract(day from {{ as_of_date() }}) * 1.0
            / extract(day from {{ add_days(add_months(month_start_date, 1), -1) }})
            )
{%- endset %}
with returns as (

    select
        customer_key,
        sum(net_amount) as return_net_amount,
        sum(cost_amount) as return_cost_amount
    from {{ ref('fct_return_line') }}
    where
        order_line_key <> 0
        and return_date <= {{ as_of_date() }}
    group by customer_key

),

acquisitions as (

    select * from {{ ref('int_customer_acquisition') }}

),

open_balances as (

    select customer_key, month_end_date
    from {{ ref('fct_customer_month') }}
    where
        month_start_date = {{ month_start_date }}
        and overdue_amount <> 0

),

marks as (

    select
        starts.customer_key,
        {{ row_hash([
            'starts.customer_mark', 'returns.return_net_amount', 'returns.return_cost_amount',
            'acquisitions.acquisition_cost_amount', 'open_balances.month_end_date',
            month_start_date, "'capital " ~ var('capital_rate') ~ "'",
        ]) }} as _version_mark
    from {{ ref('int_customer_start') }} as starts
    left join returns
        on starts.customer_key = returns.customer_key
    left join acquisitions
        on starts.customer_key = acquisitions.customer_key
    left join open_balances
        on starts.customer_key = open_balances.customer_key

),

changed as (

    {{ changed_groups('marks', ['customer_key']) }}

),

months as (

    select
        months.*,
        months.month_start_date = {{ month_start_date }} as is_open
    from {{ ref('fct_customer_month') }} as months
    inner join changed
        on months.customer_key = changed.customer_key

),

totals as (

    select
        customer_key,
        max(source_system) as source_system,
        sum(net_amount) as net_amount,
        sum(net_amount - margin_amount) as cost_amount,
        sum(service_cost_amount) as service_cost_amount,
        (
            sum(case when is_open then 0 else greatest(overdue_amount, 0) end)
            + sum(case when is_open then greatest(overdue_amount, 0) else 0 end) * {{ month_share | trim }}
        ) * {{ var('capital_rate') }} / 12 as capital_cost_amount
    from months
    group by customer_key

),

parts as (

    select
        totals.customer_key,
        totals.source_system,
        {{ amount('totals.net_amount') }} as net_amount,
        {{ amount('totals.cost_amount') }} as cost_amount,
        {{ amount('coalesce(returns.return_net_amount - returns.return_cost_amount, 0)') }}
            as return_loss_amount,
        {{ amount('totals.service_cost_amount') }} as service_cost_amount,
        {{ amount('coalesce(acquisitions.acquisition_cost_amount, 0)') }}
            as acquisition_cost_amount,
        {{ amount('totals.capital_cost_amount') }} as capital_cost_amount
    from totals
    left join returns
        on totals.customer_key = returns.customer_key
    left join acquisitions
        on totals.customer_key = acquisitions.customer_key

),

final as (

    select
        parts.customer_key,

        source_system,

        net_amount,
        cost_amount,
        return_loss_amount,
        service_cost_amount,
        acquisition_cost_amount,
        capital_cost_amount,
        {{ amount(
            'net_amount - cost_amount - return_loss_amount - service_cost_amount'
            ~ ' - acquisition_cost_amount - capital_cost_amount'
        ) }} as profit_amount,

        changed._version_mark
    from parts
    inner join changed
        on parts.customer_key = changed.customer_key

)

{{ made_again('final', 'changed', ['customer_key']) }}
