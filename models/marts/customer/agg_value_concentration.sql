{#
    Gini of n amounts in rising order: (2 * sum(i * amount) / (n * sum(amount))) - (n + 1) / n.
    Negative amounts, which customers who cost money have, can lift it above 1. The top and the best customers
    are shares of their number, rounded up.
#}
{%- set is_among = 'rising_rank > customer_count - ceil(customer_count * ' %}
with amounts as (

    select * from {{ ref('int_customer_measure') }}

),

ranked as (

    select
        measure_name,
        amount,
        row_number() over (partition by measure_name order by amount, customer_key) as rising_rank,
        count(*) over (partition by measure_name) as customer_count
    from amounts

),

final as (

    select
        measure_name,

        cast(max(customer_count) as integer) as customer_count,
        {{ amount('sum(amount)') }} as total_amount,
        2 * {{ share('sum(rising_rank * amount)', 'max(customer_count) * sum(amount)') }}
            - (max(customer_count) + 1.0) / max(customer_count) as gini_coefficient,
        {{ share(
            'sum(case when ' ~ is_among ~ var('concentration_top_share') ~ ') then amount else 0 end)',
            'sum(amount)',
        ) }} as top_customer_share,
        {{ share(
            'sum(case when ' ~ is_among ~ var('concentration_best_share') ~ ') then amount else 0 end)',
            'sum(amount)',
        ) }} as best_customer_share,
        cast(sum(case when amount < 0 then 1 else 0 end) as integer) as loss_making_count
    from ranked
    group by measure_name

)

select * from final
