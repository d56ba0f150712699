{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='order_key',
    on_schema_change='fail',
    post_hook="{{ delete_gone_orders('order') }}",
) }}

{# Accumulating: a row is written again when its order is shipped, invoiced, paid or returned. #}
with conformed as (

    {{ conform('order', {
        'order_id': 'text',
        'customer_id': 'text',
        'channel_id': 'text',
        'unit_id': 'text',
        'employee_id': 'text',
        'crm_system': 'text',
        'campaign_id': 'text',
        'opportunity_id': 'text',
        'status_name': 'text',
        'is_cancelled': 'boolean',
        'currency_code': 'text',
        'order_date': 'date',
        'ordered_at': 'timestamp',
        'promised_date': 'date',
        'shipped_date': 'date',
        'delivered_date': 'date',
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

order_lines as (

    select * from {{ ref('fct_order_line') }}

),

invoices as (

    select * from {{ ref('fct_invoice') }}

),

return_lines as (

    select * from {{ ref('fct_return_line') }}

),

line_totals as (

    select
        order_key,
        count(*) as line_count,
        sum(quantity) as quantity,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(net_amount) as net_amount,
        sum(tax_amount) as tax_amount,
        sum(cost_amount) as cost_amount,
        sum(margin_amount) as margin_amount
    from order_lines
    group by order_key

),

invoice_totals as (

    select
        order_key,
        min(invoice_date) as invoiced_date,
        case when count(*) = count(paid_date) then max(paid_date) end as paid_date,
        sum(gross_amount) as invoiced_amount,
        sum(paid_amount) as paid_amount
    from invoices
    group by order_key

),

return_totals as (

    select
        order_key,
        min(return_date) as returned_date,
        sum(net_amount) as returned_net_amount
    from return_lines
    group by order_key

),

{% if is_incremental() %}
affected as (

    select marks.source_system, marks.order_id
    from marks
    left join {{ this }} as built
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
        'dim_employee', 'employee_versions', 'employee_key', 'fact.employee_key', 'fact.order_date',
    ) }}
    {{ rate_join('rates', 'fact.currency_code', 'fact.order_date') }}
    left join line_totals
        on fact.order_key = line_totals.order_key
    left join invoice_totals
        on fact.order_key = invoice_totals.order_key
    left join return_totals
        on fact.order_key = return_totals.order_key
    where
        fact.net_amount <> coalesce(line_totals.net_amount, 0)
        or fact.cost_amount <> coalesce(line_totals.cost_amount, 0)
        or fact.tax_amount <> coalesce(line_totals.tax_amount, 0)
        or fact.invoiced_amount <> coalesce(invoice_totals.invoiced_amount, 0)
        or fact.paid_amount <> coalesce(invoice_totals.paid_amount, 0)
        or fact.returned_net_amount <> coalesce(return_totals.returned_net_amount, 0)
        or fact.customer_key <> coalesce(identities.customer_key, 0)
        or fact.customer_version_key <> coalesce(customer_versions.customer_version_key, 0)
        or fact.employee_version_key <> coalesce(employee_versions.employee_version_key, 0)
        or fact.exchange_rate is distinct from {{ joined_rate('rates', 'fact.currency_code') }}

),

orders as (

    select conformed.*
    from conformed
    inner join affected
        on conformed.source_system = affected.source_system
        and conformed.order_id = affected.order_id

),
{% else %}
orders as (

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
        {{ surrogate_key(['orders.source_system', 'orders.order_id']) }} as order_key,
        orders.*,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(units.organisation_key, 0) as organisation_key,
        coalesce(channels.channel_key, 0) as channel_key,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        {{ surrogate_key(['orders.crm_system', 'orders.opportunity_id']) }} as opportunity_key,
        marks.version_mark
    from orders
    left join identities
        on orders.source_system = identities.source_system
        and orders.customer_id = identities.party_id
    left join employees
        on orders.source_system = employees.source_system
        and orders.employee_id = employees.employee_id
    left join units
        on orders.source_system = units.source_system
        and orders.unit_id = units.unit_id
    left join channels
        on orders.channel_id = channels.channel_id
    left join campaigns
        on orders.crm_system = campaigns.source_system
        and orders.campaign_id = campaigns.campaign_id
    left join marks
        on orders.source_system = marks.source_system
        and orders.order_id = marks.order_id

),

final as (

    select
        keyed.order_key,
        cast(keyed.customer_key as bigint) as customer_key,
        cast(coalesce(customer_versions.customer_version_key, 0) as bigint) as customer_version_key,
        cast(keyed.employee_key as bigint) as employee_key,
        cast(coalesce(employee_versions.employee_version_key, 0) as bigint) as employee_version_key,
        cast(keyed.organisation_key as bigint) as organisation_key,
        cast(keyed.channel_key as bigint) as channel_key,
        cast(keyed.campaign_key as bigint) as campaign_key,
        cast(keyed.opportunity_key as bigint) as opportunity_key,

        keyed.source_system,
        keyed.order_id,
        keyed.customer_id,
        keyed.opportunity_id,
        keyed.status_name,
        keyed.is_cancelled,
        coalesce(keyed.currency_code, '{{ var("reporting_currency") }}') as currency_code,
        {{ joined_rate('rates', 'keyed.currency_code') }} as exchange_rate,
        keyed.order_date,
        keyed.ordered_at,
        keyed.promised_date,
        keyed.shipped_date,
        keyed.delivered_date,
        invoice_totals.invoiced_date,
        invoice_totals.paid_date,
        return_totals.returned_date,
        case when keyed.delivered_date is not null then keyed.delivered_date > keyed.promised_date end
            as is_delivered_late,

        cast(coalesce(line_totals.line_count, 0) as integer) as line_count,
        cast(coalesce(line_totals.quantity, 0) as bigint) as quantity,
        {{ amount('coalesce(line_totals.gross_amount, 0)') }} as gross_amount,
        {{ amount('coalesce(line_totals.discount_amount, 0)') }} as discount_amount,
        {{ amount('coalesce(line_totals.net_amount, 0)') }} as net_amount,
        {{ amount('coalesce(line_totals.tax_amount, 0)') }} as tax_amount,
        {{ amount('coalesce(line_totals.cost_amount, 0)') }} as cost_amount,
        {{ amount('coalesce(line_totals.margin_amount, 0)') }} as margin_amount,
        {{ amount('coalesce(invoice_totals.invoiced_amount, 0)') }} as invoiced_amount,
        {{ amount('coalesce(invoice_totals.paid_amount, 0)') }} as paid_amount,
        {{ amount('coalesce(return_totals.returned_net_amount, 0)') }} as returned_net_amount,
        cast({{ days_between('keyed.order_date', 'keyed.shipped_date') }} as integer) as days_to_ship,
        cast({{ days_between('keyed.order_date', 'invoice_totals.paid_date') }} as integer)
            as days_to_cash,

        keyed.version_mark as _version_mark
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.order_date',
    ) }}
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'keyed.employee_key',
        'keyed.order_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.order_date') }}
    left join line_totals
        on keyed.order_key = line_totals.order_key
    left join invoice_totals
        on keyed.order_key = invoice_totals.order_key
    left join return_totals
        on keyed.order_key = return_totals.order_key

)

select * from final
