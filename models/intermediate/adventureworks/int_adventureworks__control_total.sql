{{ config(schema='intermediate') }}

{# Adds up raw rows without staging, so that a fault in staging shows as a difference. #}
{% set columns %}
        SalesOrderNumber,
        SalesOrderLineNumber,
        OrderQuantity,
        SalesAmount,
        TaxAmt,
        TotalProductCost,
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

measured as (

    select
        load_rank > 1 as is_superseded,
        cast(OrderQuantity as decimal(18, 4)) as quantity,
        {{ amount('SalesAmount') }} as net_amount,
        {{ amount('TaxAmt') }} as tax_amount,
        {{ amount('TotalProductCost') }} as cost_amount
    from ranked

),

final as (

    {{ control_totals('measured') }}

)

select * from final
