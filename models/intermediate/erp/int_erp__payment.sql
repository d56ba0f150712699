{{ config(schema='intermediate') }}

with payments as (

    select * from {{ ref('stg_erp__payment') }}

),

final as (

    select
        payment_no as payment_id,
        invoice_no as invoice_id,
        customer_no as customer_id,

        payment_method,
        currency_code,
        paid_date,

        paid_source_amount,

        payment_key,
        invoice_key,
        party_key,
        _record_mark
    from payments
    where paid_date <= {{ as_of_date() }}

)

select * from final
