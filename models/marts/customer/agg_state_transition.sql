{# Who was in one state at the end of a month and in which at the end of the next; new customers come from 'new'. #}
with months as (

    select * from {{ ref('fct_customer_month') }}

),

moves as (

    select
        month_start_date,
        customer_type,
        coalesce(previous_state, 'new') as from_state,
        state as to_state,
        count(*) as customer_count
    from months
    group by month_start_date, customer_type, coalesce(previous_state, 'new'), state

),

final as (

    select
        month_start_date,
        customer_type,
        from_state,
        to_state,

        cast(customer_count as integer) as customer_count,
        {{ share(
            'customer_count',
            'sum(customer_count) over (partition by month_start_date, customer_type, from_state)',
        ) }} as transition_rate
    from moves

)

select * from final
