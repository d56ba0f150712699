{{ config(schema='intermediate') }}

with sales as (

    select * from {{ ref('int_adventureworks__sale') }}

),

final as (

    select
        order_id,
        customer_id,
        channel_id,

        order_date,
        max(shipped_date) as shipped_date
    from sales
    group by order_id, customer_id, channel_id, order_date

)

select * from final
