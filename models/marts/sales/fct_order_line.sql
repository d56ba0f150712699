{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='order_line_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    A line whose customer, product or channel is not in its dimension points to member 0. Computed
    anew are lines of which anything is another one: what the source knows as of the date, the
    member it belongs to, that member's version on the day, or the rate.
#}
{% set compared = {
    'order_line_key': 'bigint',
    'party_key': 'bigint',
    'product_key': 'bigint',
    'channel_id': 'text',
    'unit_id': 'text',
    'employee_id': 'text',
    'crm_system': 'text',
    'campaign_id': 'text',
    'currency_code': 'text',
    'order_date': 'date',
    '_record_mark': 'bigint',
} %}
{% set details = {
    'order_key': 'bigint',
    'order_id': 'text',
    'order_line_number': 'integer',
    'customer_id': 'text',
    'product_id': 'text',
    'batch_no': 'text',
    'quantity': 'integer',
    'gross_source_amount': 'amount',
    'discount_source_amount': 'amount',
    'net_source_amount': 'amount',
    'tax_source_amount': 'amount',
    'cost_source_amount': 'amount',
    '_load_id': 'text',
} %}
with conformed as (

    {{ conform_compared('order_line', compared, details) }}

),

identities as (

    select * from {{ ref('customer_identity') }}

),

employees as (

    select * from {{ ref('int_employee_identity') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

products as (

    select * from {{ ref('dim_product_current') }}

),

units as (

    select * from {{ ref('dim_organisation_current') }}

),

{# Parties come last: they are many, and an engine may hash the rows so far in their place. #}
keyed as (

    select
        conformed.*,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(products.product_key, 0) as found_product_key,
        {{ member_key('employees.employee_key', 'conformed.employee_id') }} as employee_key,
        {{ member_key('units.organisation_key', 'conformed.unit_id') }} as organisation_key,
        {{ member_key('channels.channel_key', 'conformed.channel_id') }} as channel_key,
        {{ member_key('campaigns.campaign_key', 'conformed.campaign_id') }} as campaign_key
    from conformed
    left join products
        on conformed.product_key = products.product_key
    left join employees
        on conformed.source_system = employees.source_system
        and conformed.employee_id = employees.employee_id
    left join units
        on conformed.source_system = units.source_system
        and conformed.unit_id = units.unit_id
    left join channels
        on conformed.channel_id = channels.channel_id
    left join campaigns
        on conformed.crm_system = campaigns.source_system
        and conformed.campaign_id = campaigns.campaign_id
    left join identities
        on conformed.party_key = identities.party_key

),

converted as (

    select
        keyed.*,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        coalesce(product_versions.product_version_key, 0) as product_version_key,
        {{ member_version_key('employee_versions.employee_version_key', 'keyed.employee_key') }}
            as employee_version_key,
        {{ joined_rate('rates', 'keyed.currency_code') }} as exchange_rate
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.order_date',
    ) }}
    {{ version_join(
        'dim_product', 'product_versions', 'product_key', 'keyed.found_product_key',
        'keyed.order_date',
    ) }}
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'keyed.employee_key',
        'keyed.order_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.order_date') }}

),

marked as (

    select
        *,
        {{ row_hash([
            'source_system', '_record_mark', 'customer_key', 'customer_version_key', 'found_product_key',
            'product_version_key', 'employee_key', 'employee_version_key', 'organisation_key',
            'channel_key', 'campaign_key', 'exchange_rate', "'" ~ var('reporting_currency') ~ "'",
        ]) }} as _version_mark
    from converted

),

changed as (

    {{ changed_marks('marked', ['order_line_key']) }}

),

detailed as (

    {{ joined_details(
        'changed', 'order_line', {'order_line_key': 'bigint'}, details,
    ) }}

),

amounts as (

    select
        *,
        {{ reporting_amount('gross_source_amount', 'exchange_rate') }} as gross_amount,
        {{ reporting_amount('net_source_amount', 'exchange_rate') }} as net_amount,
        {{ reporting_amount('tax_source_amount', 'exchange_rate') }} as tax_amount,
        {{ reporting_amount('cost_source_amount', 'exchange_rate') }} as cost_amount
    from detailed

),

final as (

    select
        order_line_key,
        order_key,
        cast(customer_key as bigint) as customer_key,
        cast(customer_version_key as bigint) as customer_version_key,
        cast(found_product_key as bigint) as product_key,
        cast(product_version_key as bigint) as product_version_key,
        cast(employee_key as bigint) as employee_key,
        cast(employee_version_key as bigint) as employee_version_key,
        cast(organisation_key as bigint) as organisation_key,
        cast(channel_key as bigint) as channel_key,
        cast(campaign_key as bigint) as campaign_key,

        source_system,
        order_id,
        order_line_number,
        customer_id,
        product_id,
        batch_no,
        order_date,
        coalesce(currency_code, '{{ var("reporting_currency") }}') as currency_code,
        exchange_rate,

        quantity,
        gross_amount,
        {{ amount('gross_amount - net_amount') }} as discount_amount,
        net_amount,
        tax_amount,
        cost_amount,
        {{ amount('net_amount - cost_amount') }} as margin_amount,
        gross_source_amount,
        discount_source_amount,
        net_source_amount,
        tax_source_amount,
        cost_source_amount,

        _load_id,
        _version_mark
    from amounts

)

{{ replaced_rows('final', 'changed', ['order_line_key']) }}
