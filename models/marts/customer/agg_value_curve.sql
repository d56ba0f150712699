{#
    The curves of concentration in steps of one per cent of customers. Lorenz: the share of the total
    that the least valuable bring. Whale: the share that the most valuable bring, above 1 and falling
    where customers cost money. A part of a customer counts among the most valuable, as in the value
    tiers, so each curve is the rest of the other.
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
        cast(floor(100.0 * (customer_count - rising_rank) / customer_count) as integer) + 1
            as customer_percent,
        {{ share('sum(amount)', 'max(total_amount)') }} as amount_share
    from ranked
    group by
        measure_name,
        cast(floor(100.0 * (customer_count - rising_rank) / customer_count) as integer)

),

measures as (

    select measure_name
    from ranked
    group by measure_name

),

percents as (

    {{ integers_spanned('measures', 1, 100, 'customer_percent') }}

),

final as (

    select
        percents.measure_name,
        cast(percents.customer_percent as integer) as customer_percent,

        {%- for curve, side in [('lorenz', 'rising'), ('whale', 'falling')] %}
        sum(coalesce({{ side }}.amount_share, 0)) over (
            partition by percents.measure_name order by percents.customer_percent
            rows between unbounded preceding and current row
        ) as {{ curve }}_share{{ ',' if not loop.last }}
        {%- endfor %}
    from percents
    {%- for side in ['rising', 'falling'] %}
    left join {{ side }}
        on percents.measure_name = {{ side }}.measure_name
        and percents.customer_percent = {{ side }}.customer_percent
    {%- endfor %}

)

select * from final
