with months as (

    select * from {{ ref('fct_customer_month') }}
    where order_count_to_date > 0

),

final as (

    select
        month_start_date,
        rfm_segment,

        cast(count(*) as integer) as customer_count,
        cast(sum(frequency) as bigint) as order_count,
        {{ amount('sum(monetary_amount)') }} as net_amount
    from months
    group by month_start_date, rfm_segment

)

select * from final
