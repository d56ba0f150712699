{{ config(schema='intermediate') }}

{# The day since which a customer counts as qualified: its first opportunity or converted lead. #}
with opportunities as (

    select customer_key, created_date as qualified_date
    from {{ ref('fct_opportunity') }}

),

leads as (

    select customer_key, converted_date as qualified_date
    from {{ ref('fct_lead') }}
    where is_converted

),

days as (

    select * from opportunities
    union all
    select * from leads

),

final as (

    select
        customer_key,

        min(qualified_date) as qualified_date
    from days
    where
        customer_key <> 0
        and qualified_date <= {{ as_of_date() }}
    group by customer_key

)

select * from final
