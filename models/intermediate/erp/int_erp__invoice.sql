{{ config(schema='intermediate') }}

with invoices as (

    select * from {{ ref('stg_erp__invoice') }}

),

final as (

    select
        invoice_no as invoice_id,
        order_no as order_id,
        customer_no as customer_id,

        currency_code,
        invoice_date,
        due_date,

        net_source_amount,
        coalesce(tax_source_amount, 0) as tax_source_amount,
        gross_source_amount,

        invoice_key,
        order_key,
        party_key,
        _record_mark
    from invoices
    where invoice_date <= {{ as_of_date() }}

)

select * from final
