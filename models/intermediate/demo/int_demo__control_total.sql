{{ config(schema='intermediate') }}

{# Adds up raw rows without staging, so that a fault in staging shows as a difference. #}
with source as (

    select * from {{ source('raw_demo', 'erp_order_line') }}

),

ranked as (

    {{ load_ranked('source', ['order_id', 'line_number']) }}

),

measured as (

    select
        load_rank > 1 as is_superseded,
        cast(quantity as decimal(18, 4)) as quantity,
        {{ amount('line_amount') }} as net_amount,
        {{ amount('tax_amount') }} as tax_amount,
        {{ amount('cost_amount') }} as cost_amount
    from ranked

),

final as (

    {{ control_totals('measured') }}

)

select * from final
