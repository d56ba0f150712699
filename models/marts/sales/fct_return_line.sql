{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='return_line_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Credited at the rate of the order's day, so that a full return takes exactly what was sold. #}
{% set columns = {
    '_record_mark': 'bigint',
    'return_id': 'text',
    'order_id': 'text',
    'order_line_number': 'integer',
    'customer_id': 'text',
    'product_id': 'text',
    'return_reason': 'text',
    'currency_code': 'text',
    'return_date': 'date',
    'quantity': 'integer',
    'net_source_amount': 'amount',
    'tax_source_amount': 'amount',
    'cost_source_amount': 'amount',
} %}
with return_lines as (

    {{ conform('return_line', columns) }}

),

order_lines as (

    select * from {{ ref('fct_order_line') }}

),

identities as (

    select * from {{ ref('customer_identity') }}

),

products as (

    select * from {{ ref('dim_product_current') }}

),

keyed as (

    select
        return_lines.*,
        coalesce(order_lines.order_line_key, 0) as order_line_key,
        coalesce(order_lines.customer_key, identities.customer_key, 0) as customer_key,
        coalesce(order_lines.product_key, products.product_key, 0) as product_key,
        order_lines.order_date,
        coalesce(order_lines.order_date, return_lines.return_date) as rate_date
    from return_lines
    left join order_lines
        on {{ surrogate_key([
            'return_lines.source_system', 'return_lines.order_id', 'return_lines.order_line_number',
        ]) }} = order_lines.order_line_key
    left join identities
        on return_lines.source_system = identities.source_system
        and return_lines.customer_id = identities.party_id
    left join products
        on return_lines.source_system = products.source_system
        and return_lines.product_id = products.product_id

),

converted as (

    select
        keyed.*,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        {{ joined_rate('rates', 'keyed.currency_code') }} as exchange_rate
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.return_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.rate_date') }}

),

marked as (

    select
        *,
        {{ row_hash([
            'source_system', '_record_mark', 'order_line_key', 'customer_key', 'customer_version_key', 'product_key',
            'order_date', 'exchange_rate', "'" ~ var('reporting_currency') ~ "'",
        ]) }} as _version_mark
    from converted

),

changed as (

    {{ changed_marks('marked', ['return_line_key']) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'return_id', 'order_id', 'order_line_number']) }}
            as return_line_key,
        cast(order_line_key as bigint) as order_line_key,
        {{ surrogate_key(['source_system', 'order_id']) }} as order_key,
        cast(customer_key as bigint) as customer_key,
        cast(customer_version_key as bigint) as customer_version_key,
        cast(product_key as bigint) as product_key,

        source_system,
        return_id,
        order_id,
        order_line_number,
        return_date,
        order_date,
        coalesce(return_reason, 'not stated') as return_reason,
        coalesce(currency_code, '{{ var("reporting_currency") }}') as currency_code,

        quantity,
        {{ reporting_amount('net_source_amount', 'exchange_rate') }} as net_amount,
        {{ reporting_amount('tax_source_amount', 'exchange_rate') }} as tax_amount,
        {{ reporting_amount('cost_source_amount', 'exchange_rate') }} as cost_amount,
        net_source_amount,
        tax_source_amount,
        cost_source_amount,

        _version_mark
    from changed
    where _version_mark is not null

)

{{ replaced_rows('final', 'changed', ['return_line_key']) }}
