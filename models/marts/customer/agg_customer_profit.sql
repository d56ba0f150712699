{#
    Everything a customer has brought and cost up to the as-of date. Goods that came back count at
    the cost they were sold at; overdue balances stand for the months at whose end they were open.
#}
with months as (

    select * from {{ ref('fct_customer_month') }}

),

returns as (

    select
        customer_key,
        sum(net_amount) as return_net_amount,
        sum(cost_amount) as return_cost_amount
    from {{ ref('fct_return_line') }}
    where return_date <= {{ as_of_date() }}
    group by customer_key

),

acquisitions as (

    select * from {{ ref('int_customer_acquisition') }}

),

totals as (

    select
        customer_key,
        max(source_system) as source_system,
        sum(net_amount) as net_amount,
        sum(net_amount - margin_amount) as cost_amount,
        sum(service_cost_amount) as service_cost_amount,
        sum(overdue_amount) * {{ var('capital_rate') }} / 12 as capital_cost_amount
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
        customer_key,

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
        ) }} as profit_amount
    from parts

)

select * from final
