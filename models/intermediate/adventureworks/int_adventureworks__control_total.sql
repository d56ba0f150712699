{{ config(schema='intermediate') }}

{# Adds up raw rows without staging, so that a row that staging loses shows as a difference. #}
{% set columns %}
        SalesOrderNumber,
        SalesOrderLineNumber,
        cast(OrderDate as date) as event_date,
        cast(OrderQuantity as decimal(18, 4)) as quantity,
        {{ amount('SalesAmount') }} as net_source_amount,
        {{ amount('TaxAmt') }} as tax_source_amount,
        {{ amount('TotalProductCost') }} as cost_source_amount,
        cast(null as varchar) as currency_code,
        _loaded_at,
        _load_id
{% endset %}
with internet_sales as (

    select
        {{- columns }}
    from {{ source('raw_adventureworks', 'fact_internet_sales') }}

),

reseller_sales as (

    select
        {{- columns }}
    from {{ source('raw_adventureworks', 'fact_reseller_sales') }}

),

ranked as (

    {{ load_ranked('internet_sales', ['SalesOrderNumber', 'SalesOrderLineNumber']) }}

    union all

    {{ load_ranked('reseller_sales', ['SalesOrderNumber', 'SalesOrderLineNumber']) }}

),

order_lines as (

    select *, 1 as row_count, true as is_raw, cast(null as varchar) as exclusion_name from ranked

    union all

    select
        *,
        1 as row_count,
        false as is_raw,
        case
            when load_rank > 1 then 'superseded'
            when event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from ranked

),

final as (

    {{ control_totals('order_line', 'order_lines') }}

)

select * from final
