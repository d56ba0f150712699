{{ config(schema='intermediate') }}

with orders as (

    select * from {{ ref('stg_demo__order') }}

),

final as (

    select
        order_id,
        account_id as customer_id,
        channel_id,

        order_date,
        shipped_date
    from orders

)

select * from final
