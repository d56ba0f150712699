{#
    The curves of concentration in steps of one per cent of customers. Lorenz: the share of the total
    that the least valuable bring. Whale: the share that the most valuable bring, above 1 and falling
    where customers cost money.
#}
with amounts as (

    select * from {{ ref('int_customer_measure') }}

),

ranked as (

    select
        measure_name,
        amount,
        row_number() over (partition by measure_name order by amount, customer_key) as rising_rank,
        count(*) over (partition by measure_name) as customer_count,
        sum(amount) over (partition by measure_name) as total_amount
    from amounts

),

rising as (

    select
        measure_name,
        cast(ceil(100.0 * rising_rank / customer_count) as integer) as customer_percent,
        {{ share('sum(amount)', 'max(total_amount)') }} as amount_share
    from ranked
    group by measure_name, cast(ceil(100.0 * rising_rank / customer_count) as integer)

),

falling as (

    select
        measure_name,
        cast(ceil(100.0 * (customer_count - rising_rank + 1) / customer_count) as integer)
            as customer_percent,
        {{ share('sum(amount)', 'max(total_amount)') }} as amount_share
    from ranked
    group by
        measure_name,
        cast(ceil(100.0 * (customer_count - rising_rank + 1) / customer_count) as integer)

),

final as (

    select
        rising.measure_name,
        rising.customer_percent,

        sum(rising.amount_share) over (
            partition by rising.measure_name order by rising.customer_percent
            rows between unbounded preceding and current row
        ) as lorenz_share,
        sum(falling.amount_share) over (
            partition by rising.measure_name order by rising.customer_percent
            rows between unbounded preceding and current row
        ) as whale_share
    from rising
    left join falling
        on rising.measure_name = falling.measure_name
        and rising.customer_percent = falling.customer_percent

)

select * from final
