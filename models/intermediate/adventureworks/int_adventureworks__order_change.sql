{{ config(schema='intermediate') }}

{# The source tells no time of change: an order counts from its day, and anew when it arrives again. #}
with internet_sales as (

    select * from {{ source('raw_adventureworks', 'fact_internet_sales') }}

),

reseller_sales as (

    select * from {{ source('raw_adventureworks', 'fact_reseller_sales') }}

),

final as (

    select
        cast(SalesOrderNumber as varchar) as order_id,
        {{ utc_instant('cast(OrderDate as date)') }} as changed_at,
        _loaded_at as arrived_at
    from internet_sales

    union all

    select
        cast(SalesOrderNumber as varchar) as order_id,
        {{ utc_instant('cast(OrderDate as date)') }} as changed_at,
        _loaded_at as arrived_at
    from reseller_sales

)

select * from final
