{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='payment_key',
    on_schema_change='fail',
    post_hook="{{ delete_gone_rows('payment', {'payment_id': 'text'}) }}",
) }}

{% set columns = {
    'payment_id': 'text',
    'invoice_id': 'text',
    'customer_id': 'text',
    'payment_method': 'text',
    'currency_code': 'text',
    'paid_date': 'date',
    'paid_source_amount': 'amount',
} %}
with payments as (

    {{ conform('payment', columns) }}

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

converted as (

    select
        keyed.*,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        {{ joined_rate('rates', 'keyed.currency_code') }} as exchange_rate
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.paid_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.paid_date') }}

),

changed as (

    {{ changed_rows('converted', ['source_system', 'payment_id'], (columns.keys() | list) + [
        'customer_key', 'customer_version_key', 'invoice_key', 'order_key', 'due_date',
        'exchange_rate', "'" ~ var('reporting_currency') ~ "'",
    ]) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'payment_id']) }} as payment_key,
        cast(invoice_key as bigint) as invoice_key,
        cast(order_key as bigint) as order_key,
        cast(customer_key as bigint) as customer_key,
        cast(customer_version_key as bigint) as customer_version_key,

        source_system,
        payment_id,
        invoice_id,
        paid_date,
        payment_method,
        coalesce(currency_code, '{{ var("reporting_currency") }}') as currency_code,

        {{ reporting_amount('paid_source_amount', 'exchange_rate') }} as paid_amount,
        cast({{ days_between('due_date', 'paid_date') }} as integer) as days_after_due,
        paid_source_amount,

        _version_mark
    from changed

)

select * from final
