with payments as (

    {{ conform('payment', {
        'payment_id': 'text',
        'invoice_id': 'text',
        'customer_id': 'text',
        'payment_method': 'text',
        'currency_code': 'text',
        'paid_date': 'date',
        'paid_source_amount': 'amount',
    }) }}

),

invoices as (

    select * from {{ ref('fct_invoice') }}

),

identities as (

    select * from {{ ref('customer_identity') }}

),

keyed as (

    select
        payments.*,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(invoices.invoice_key, 0) as invoice_key,
        coalesce(invoices.order_key, 0) as order_key,
        invoices.due_date
    from payments
    left join identities
        on payments.source_system = identities.source_system
        and payments.customer_id = identities.party_id
    left join invoices
        on payments.source_system = invoices.source_system
        and payments.invoice_id = invoices.invoice_id

),

final as (

    select
        {{ surrogate_key(['keyed.source_system', 'keyed.payment_id']) }} as payment_key,
        cast(keyed.invoice_key as bigint) as invoice_key,
        cast(keyed.order_key as bigint) as order_key,
        cast(keyed.customer_key as bigint) as customer_key,
        cast(coalesce(customer_versions.customer_version_key, 0) as bigint) as customer_version_key,

        keyed.source_system,
        keyed.payment_id,
        keyed.invoice_id,
        keyed.paid_date,
        keyed.payment_method,
        coalesce(keyed.currency_code, '{{ var("reporting_currency") }}') as currency_code,

        {{ reporting_amount('keyed.paid_source_amount', joined_rate('rates', 'keyed.currency_code')) }}
            as paid_amount,
        cast({{ days_between('keyed.due_date', 'keyed.paid_date') }} as integer) as days_after_due,
        keyed.paid_source_amount
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.paid_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.paid_date') }}

)

select * from final
