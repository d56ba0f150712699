{{ config(materialized='view') }}

{# The purchases that silence is judged by, with the gap before each. #}
with purchases as (

    select * from {{ ref('int_customer_purchase_day') }}

),

final as (

    select
        customer_key,
        order_date,

        purchase_number,

        cast(order_count as integer) as order_count,
        quantity,
        net_amount,
        margin_amount,
        cast(gap_days as integer) as gap_days,
        cast(gap_count as integer) as gap_count,
        gap_median_days,
        gap_limit_days
    from purchases

)

select * from final
