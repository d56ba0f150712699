{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='order_key',
    on_schema_change='fail',
    post_hook="{{ delete_gone_orders('order_line') }}",
) }}

{#
    A line whose customer, product or channel is not in its dimension points to member 0. Computed
    anew are orders of which anything became known, or no longer is, as of the date, and orders whose
    customer, version or rate is another one now.
#}
with conformed as (

    {{ conform('order_line', {
        'order_id': 'text',
        'order_line_number': 'integer',
        'customer_id': 'text',
        'product_id': 'text',
        'channel_id': 'text',
        'unit_id': 'text',
        'employee_id': 'text',
        'crm_system': 'text',
        'campaign_id': 'text',
        'batch_no': 'text',
        'currency_code': 'text',
        'order_date': 'date',
        'quantity': 'integer',
        'gross_source_amount': 'amount',
        'discount_source_amount': 'amount',
        'net_source_amount': 'amount',
        'tax_source_amount': 'amount',
        'cost_source_amount': 'amount',
        '_load_id': 'text',
    }) }}

),

arrivals as (

    {{ conform('order_change', {
        'order_id': 'text',
        'changed_at': 'timestamp',
        'arrived_at': 'timestamp',
    }) }}

),

marks as (

    {{ order_marks('arrivals') }}

),
{% if is_incremental() %}
affected as (

    select marks.source_system, marks.order_id
    from marks
    left join (
        select distinct source_system, order_id, _version_mark from {{ this }}
    ) as built
        on marks.source_system = built.source_system
        and marks.order_id = built.order_id
    where marks.version_mark is distinct from built._version_mark

    union

    select fact.source_system, fact.order_id
    from {{ this }} as fact
    left join {{ ref('customer_identity') }} as identities
        on fact.source_system = identities.source_system
        and fact.customer_id = identities.party_id
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key',
        'coalesce(identities.customer_key, 0)', 'fact.order_date',
    ) }}
    {{ version_join(
        'dim_product', 'product_versions', 'product_key',
        surrogate_key(['fact.source_system', 'fact.product_id']), 'fact.order_date',
    ) }}
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'fact.employee_key', 'fact.order_date',
    ) }}
    {{ rate_join('rates', 'fact.currency_code', 'fact.order_date') }}
    where
        fact.customer_key <> coalesce(identities.customer_key, 0)
        or fact.customer_version_key <> coalesce(customer_versions.customer_version_key, 0)
        or fact.product_version_key <> coalesce(product_versions.product_version_key, 0)
        or fact.employee_version_key <> coalesce(employee_versions.employee_version_key, 0)
        or fact.exchange_rate is distinct from {{ joined_rate('rates', 'fact.currency_code') }}

),

order_lines as (

    select conformed.*
    from conformed
    inner join affected
        on conformed.source_system = affected.source_system
        and conformed.order_id = affected.order_id

),
{% else %}
order_lines as (

    select * from conformed

),
{% endif %}
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

units as (

    select * from {{ ref('dim_organisation_current') }}

),

keyed as (

    select
        order_lines.*,
        coalesce(identities.customer_key, 0) as customer_key,
        {{ surrogate_key(['order_lines.source_system', 'order_lines.product_id']) }}
            as wanted_product_key,
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(units.organisation_key, 0) as organisation_key,
        coalesce(channels.channel_key, 0) as channel_key,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        marks.version_mark
    from order_lines
    left join marks
        on order_lines.source_system = marks.source_system
        and order_lines.order_id = marks.order_id
    left join identities
        on order_lines.source_system = identities.source_system
        and order_lines.customer_id = identities.party_id
    left join employees
        on order_lines.source_system = employees.source_system
        and order_lines.employee_id = employees.employee_id
    left join units
        on order_lines.source_system = units.source_system
        and order_lines.unit_id = units.unit_id
    left join channels
        on order_lines.channel_id = channels.channel_id
    left join campaigns
        on order_lines.crm_system = campaigns.source_system
        and order_lines.campaign_id = campaigns.campaign_id

),

converted as (

    select
        keyed.*,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        coalesce(product_versions.product_key, 0) as product_key,
        coalesce(product_versions.product_version_key, 0) as product_version_key,
        coalesce(employee_versions.employee_version_key, 0) as employee_version_key,
        {{ joined_rate('rates', 'keyed.currency_code') }} as exchange_rate
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.order_date',
    ) }}
    {{ version_join(
        'dim_product', 'product_versions', 'product_key', 'keyed.wanted_product_key',
        'keyed.order_date',
    ) }}
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'keyed.employee_key',
        'keyed.order_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.order_date') }}

),

amounts as (

    select
        *,
        {{ reporting_amount('gross_source_amount', 'exchange_rate') }} as gross_amount,
        {{ reporting_amount('net_source_amount', 'exchange_rate') }} as net_amount,
        {{ reporting_amount('tax_source_amount', 'exchange_rate') }} as tax_amount,
        {{ reporting_amount('cost_source_amount', 'exchange_rate') }} as cost_amount
    from converted

),

final as (

    select
        {{ surrogate_key(['source_system', 'order_id', 'order_line_number']) }} as order_line_key,
        {{ surrogate_key(['source_system', 'order_id']) }} as order_key,
        cast(customer_key as bigint) as customer_key,
        cast(customer_version_key as bigint) as customer_version_key,
        cast(product_key as bigint) as product_key,
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
        version_mark as _version_mark
    from amounts

)

select * from final
