with source as (

    select * from {{ source('raw_adventureworks', 'fact_internet_sales') }}

),

latest as (

    {{ latest_load('source', ['SalesOrderNumber', 'SalesOrderLineNumber']) }}

),

renamed as (

    select
        -- keys
        cast(SalesOrderNumber as varchar) as order_id,
        cast(SalesOrderLineNumber as integer) as order_line_number,
        cast(CustomerKey as varchar) as customer_number,
        cast(ProductKey as varchar) as product_version_id,
        {{ column_or_null(source('raw_adventureworks', 'fact_internet_sales'), 'SalesTerritoryKey', 'text') }}
            as territory_number,
        {{ column_or_null(source('raw_adventureworks', 'fact_internet_sales'), 'PromotionKey', 'text') }}
            as promotion_number,

        -- dimensions
        cast(OrderDate as date) as order_date,
        {{ column_or_null(source('raw_adventureworks', 'fact_internet_sales'), 'DueDate', 'date') }} as due_date,
        cast(ShipDate as date) as shipped_date,

        -- measures
        cast(OrderQuantity as integer) as quantity,
        {{ amount('ExtendedAmount') }} as gross_amount,
        {{ amount('DiscountAmount') }} as discount_amount,
        {{ amount('SalesAmount') }} as net_amount,
        {{ amount('TaxAmt') }} as tax_amount,
        {{ amount('TotalProductCost') }} as cost_amount,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
