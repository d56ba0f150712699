{{ config(schema='intermediate') }}

with sales as (

    select * from {{ ref('int_adventureworks__sale') }}

),

product_versions as (

    select * from {{ ref('stg_adventureworks__product') }}

),

final as (

    select
        sales.order_id,
        sales.order_line_number,
        sales.customer_id,
        coalesce(product_versions.product_code, 'version-' || sales.product_version_id)
            as product_id,
        sales.channel_id,
        sales.unit_id,
        sales.employee_id,
        'adventureworks' as crm_system,
        sales.campaign_id,
        cast(null as varchar) as batch_no,

        'USD' as currency_code,
        sales.order_date,

        sales.quantity,
        sales.gross_amount as gross_source_amount,
        sales.discount_amount as discount_source_amount,
        sales.net_amount as net_source_amount,
        sales.tax_amount as tax_source_amount,
        sales.cost_amount as cost_source_amount,

        {{ surrogate_key(["'adventureworks'", 'sales.order_id', 'sales.order_line_number']) }}
            as order_line_key,
        {{ surrogate_key(["'adventureworks'", 'sales.order_id']) }} as order_key,
        {{ surrogate_key([
            "'adventureworks'",
            "coalesce(product_versions.product_code, 'version-' || sales.product_version_id)",
        ]) }} as product_key,
        {{ surrogate_key(["'adventureworks'", 'sales.customer_id']) }} as party_key,
        sales._load_id,
        {{ row_hash([
            'sales.order_id', 'sales.order_line_number', 'sales.customer_id',
            "coalesce(product_versions.product_code, 'version-' || sales.product_version_id)",
            'sales.channel_id', 'sales.unit_id', 'sales.employee_id', 'sales.campaign_id', 'sales.order_date',
            'sales.quantity', 'sales.gross_amount', 'sales.discount_amount', 'sales.net_amount', 'sales.tax_amount', 'sales.cost_amount',
            'sales._load_id',
        ]) }} as _record_mark
    from sales
    left join product_versions
        on sales.product_version_id = product_versions.product_version_id
    where sales.order_date <= {{ as_of_date() }}

)

select * from final
