{{ config(schema='intermediate') }}

{#
    What payments pay of their invoices, in the invoice's currency: one in another currency at the rates of its
    day, to the cent. A payment that names no currency is in that of its invoice.
#}
{% set invoice_currency = "coalesce(invoices.currency_code, '" ~ var('reporting_currency') ~ "')" %}
with payments as (

    {{ conform('payment', {
        'payment_key': 'bigint',
        'invoice_key': 'bigint',
        'currency_code': 'text',
        'paid_date': 'date',
        'paid_source_amount': 'amount',
    }) }}

),

invoices as (

    {{ conform('invoice', {'invoice_key': 'bigint', 'currency_code': 'text'}) }}

),

final as (

    select
        payments.payment_key,
        payments.invoice_key,

        payments.source_system,
        payments.paid_date,

        case
            when coalesce(payments.currency_code, {{ invoice_currency }}) = {{ invoice_currency }}
                then payments.paid_source_amount
            else cast(
                round(
                    {{ times('payments.paid_source_amount', joined_rate('payment_rates', 'payments.currency_code')) }}
                    / {{ joined_rate('invoice_rates', invoice_currency) }}, 2
                ) as decimal(18, 4)
            )
        end as paid_source_amount
    from payments
    inner join invoices
        on payments.invoice_key = invoices.invoice_key
    {{ rate_join('payment_rates', 'payments.currency_code', 'payments.paid_date') }}
    {{ rate_join('invoice_rates', invoice_currency, 'payments.paid_date') }}

)

select * from final
