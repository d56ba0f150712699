{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='payment_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set compared = {
    'payment_key': 'bigint',
    'invoice_key': 'bigint',
    'party_key': 'bigint',
    'currency_code': 'text',
    'paid_date': 'date',
    '_record_mark': 'bigint',
} %}
{% set details = {
    'payment_id': 'text',
    'invoice_id': 'text',
    'payment_method': 'text',
    'paid_source_amount': 'amount',
} %}
with payments as (

    {{ conform_compared('payment', compared, details) }}

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
        coalesce(invoices.invoice_key, 0) as found_invoice_key,
        coalesce(invoices.order_key, 0) as order_key,
        invoices.due_date
    from payments
    left join identities
        on payments.party_key = identities.party_key
    left join invoices
        on payments.invoice_key = invoices.invoice_key

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

marked as (

    select
        *,
        {{ row_hash([
            'source_system', '_record_mark', 'customer_key', 'customer_version_key', 'found_invoice_key',
            'order_key',
            'due_date', 'exchange_rate', "'" ~ var('reporting_currency') ~ "'",
        ]) }} as _version_mark
    from converted

),

changed as (

    {{ changed_marks('marked', ['payment_key']) }}

),

detailed as (

    {{ joined_details('changed', 'payment', {'payment_key': 'bigint'}, details) }}

),

final as (

    select
        payment_key,
        cast(found_invoice_key as bigint) as invoice_key,
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
    from detailed

)

{{ replaced_rows('final', 'changed', ['payment_key']) }}
