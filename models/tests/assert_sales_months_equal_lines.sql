-- Months hold every line, and the month before is the month before.
with months as (

    select source_system, sum(net_amount) as net_amount, sum(quantity) as quantity
    from {{ ref('agg_sales_month') }}
    group by source_system

),

lines as (

    select source_system, sum(net_amount) as net_amount, sum(quantity) as quantity
    from {{ ref('fct_order_line') }}
    group by source_system

)

select
    coalesce(months.source_system, lines.source_system) as source_system,
    months.net_amount as month_net_amount,
    lines.net_amount as line_net_amount
from months
full outer join lines
    on months.source_system = lines.source_system
where
    months.net_amount is distinct from lines.net_amount
    or months.quantity is distinct from lines.quantity
