{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='invoice_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    The invoice with what was paid of it to date, and the day since which that is all of it: a payment that
    bounces, or is paid back, opens it again. The rate is the one of the invoice's day. One that is not paid
    is another one every day.
#}
{% set due_date = 'coalesce(due_date, invoice_date)' %}
{% set compared = {
    'invoice_key': 'bigint',
    'party_key': 'bigint',
    'currency_code': 'text',
    'invoice_date': 'date',
    'gross_source_amount': 'amount',
    '_record_mark': 'bigint',
} %}
{% set details = {
    'invoice_id': 'text',
    'order_key': 'bigint',
    'order_id': 'text',
    'customer_id': 'text',
    'due_date': 'date',
    'net_source_amount': 'amount',
    'tax_source_amount': 'amount',
} %}
with invoices as (

    {{ conform_compared('invoice', compared, details) }}

),

payments as (

    select * from {{ ref('int_sales_invoice_payment') }}

),

identities as (

    select * from {{ ref('customer_identity') }}

),

payment_totals as (

    select
        invoice_key,
        sum(paid_source_amount) as paid_source_amount,
        count(*) as payment_count
    from payments
    group by invoice_key

),

payment_days as (

    select
        invoice_key,
        paid_date,
        lead(paid_date) over (partition by invoice_key order by paid_date) as next_paid_date,
        sum(sum(paid_source_amount)) over (
            partition by invoice_key order by paid_date
            rows between unbounded preceding and current row
        ) as paid_to_date
    from payments
    group by invoice_key, paid_date

),

settlements as (

    select
        invoices.invoice_key,
        coalesce(
            max(
                case
                    when {{ is_settled('invoices.gross_source_amount', 'payment_days.paid_to_date') }} then null
                    else payment_days.next_paid_date
                end
            ),
            min(payment_days.paid_date)
        ) as settled_date
    from invoices
    inner join payment_days
        on invoices.invoice_key = payment_days.invoice_key
    group by invoices.invoice_key

),

settled as (

    select
        invoices.*,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(payment_totals.paid_source_amount, 0) as paid_source_amount,
        coalesce(payment_totals.payment_count, 0) as payment_count,
        case
            when {{ is_settled(
                'invoices.gross_source_amount', 'coalesce(payment_totals.paid_source_amount, 0)',
            ) }}
                then coalesce(settlements.settled_date, invoices.invoice_date)
        end as paid_date
    from invoices
    left join identities
        on invoices.party_key = identities.party_key
    left join payment_totals
        on invoices.invoice_key = payment_totals.invoice_key
    left join settlements
        on invoices.invoice_key = settlements.invoice_key

),

converted as (

    select
        settled.*,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        {{ joined_rate('rates', 'settled.currency_code') }} as exchange_rate
    from settled
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'settled.customer_key',
        'settled.invoice_date',
    ) }}
    {{ rate_join('rates', 'settled.currency_code', 'settled.invoice_date') }}

),

marked as (

    select
        *,
        {{ row_hash([
            'source_system', '_record_mark', 'customer_key', 'customer_version_key', 'paid_date',
            'paid_source_amount', 'payment_count', 'exchange_rate',
            "'" ~ var('reporting_currency') ~ "'",
            'case when paid_date is null then ' ~ as_of_date() ~ ' end',
        ]) }} as _version_mark
    from converted

),

changed as (

    {{ changed_marks('marked', ['invoice_key']) }}

),

detailed as (

    {{ joined_details('changed', 'invoice', {'invoice_key': 'bigint'}, details) }}

),

final as (

    select
        invoice_key,
        order_key,
        cast(customer_key as bigint) as customer_key,
        cast(customer_version_key as bigint) as customer_version_key,

        source_system,
        invoice_id,
        order_id,
        customer_id,
        invoice_date,
        {{ due_date }} as due_date,
        paid_date,
        paid_date is not null as is_paid,
        paid_date is null and gross_source_amount > 0 and {{ due_date }} < {{ as_of_date() }} as is_overdue,
        coalesce(currency_code, '{{ var("reporting_currency") }}') as currency_code,
        exchange_rate,

        {{ reporting_amount('gross_source_amount', 'exchange_rate') }}
            - {{ reporting_amount('tax_source_amount', 'exchange_rate') }} as net_amount,
        {{ reporting_amount('tax_source_amount', 'exchange_rate') }} as tax_amount,
        {{ reporting_amount('gross_source_amount', 'exchange_rate') }} as gross_amount,
        {{ reporting_amount('paid_source_amount', 'exchange_rate') }} as paid_amount,
        case
            when paid_date is null
                then {{ reporting_amount('gross_source_amount', 'exchange_rate') }}
                    - {{ reporting_amount('paid_source_amount', 'exchange_rate') }}
            else {{ amount('0') }}
        end as open_amount,
        case
            when paid_date is null and {{ due_date }} < {{ as_of_date() }}
                then {{ reporting_amount('gross_source_amount', 'exchange_rate') }}
                    - {{ reporting_amount('paid_source_amount', 'exchange_rate') }}
            else {{ amount('0') }}
        end as overdue_amount,
        case
            when gross_source_amount < 0 then 0
            else cast(
                greatest({{ days_between(due_date, 'coalesce(paid_date, ' ~ as_of_date() ~ ')') }}, 0)
                as integer
            )
        end as days_late,
        cast({{ days_between('invoice_date', 'paid_date') }} as integer) as days_to_pay,
        cast(payment_count as integer) as payment_count,
        net_source_amount,
        tax_source_amount,
        gross_source_amount,
        paid_source_amount,

        _version_mark
    from detailed

)

{{ replaced_rows('final', 'changed', ['invoice_key']) }}
