{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='order_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Accumulating: a row is written again when its order is shipped, invoiced, paid or returned, or
    anything else that it is made of is another one.
#}
{% set compared = {
    'order_key': 'bigint',
    'party_key': 'bigint',
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
    'order_id': 'text',
    'customer_id': 'text',
    'opportunity_id': 'text',
    'status_name': 'text',
    'is_cancelled': 'boolean',
    'ordered_at': 'timestamp',
    'promised_date': 'date',
    'shipped_date': 'date',
    'delivered_date': 'date',
} %}
{% set sums = [
    'line_count', 'quantity', 'gross_amount', 'discount_amount', 'net_amount', 'tax_amount',
    'cost_amount', 'margin_amount', 'invoiced_amount', 'paid_amount', 'returned_net_amount',
] %}
with conformed as (

    {{ conform_compared('order', compared, details) }}

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

{% for relation, key in [
    ('order_lines', 'order_line_key'), ('invoices', 'invoice_key'),
    ('return_lines', 'return_line_key'),
] %}
{{ relation }}_marks as (

    select order_key, {{ content_hash([key, '_version_mark']) }} as rows_mark
    from {{ relation }}
    group by order_key

),
{% endfor %}
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

{# Parties come last: they are many, and an engine may hash the rows so far in their place. #}
keyed as (

    select
        conformed.*,
        coalesce(identities.customer_key, 0) as customer_key,
        {{ member_key('employees.employee_key', 'conformed.employee_id') }} as employee_key,
        {{ member_key('units.organisation_key', 'conformed.unit_id') }} as organisation_key,
        {{ member_key('channels.channel_key', 'conformed.channel_id') }} as channel_key,
        {{ member_key('campaigns.campaign_key', 'conformed.campaign_id') }} as campaign_key
    from conformed
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

marked as (

    select
        keyed.*,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        {{ member_version_key('employee_versions.employee_version_key', 'keyed.employee_key') }}
            as employee_version_key,
        {{ joined_rate('rates', 'keyed.currency_code') }} as exchange_rate,
        {{ row_hash([
            'keyed.source_system', 'keyed._record_mark', 'keyed.customer_key',
            'customer_versions.customer_version_key',
            'keyed.employee_key', 'employee_versions.employee_version_key',
            'keyed.organisation_key', 'keyed.channel_key', 'keyed.campaign_key',
            joined_rate('rates', 'keyed.currency_code'), 'order_lines_marks.rows_mark',
            'invoices_marks.rows_mark', 'return_lines_marks.rows_mark',
            "'" ~ var('reporting_currency') ~ "'",
        ]) }} as _version_mark
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
    {%- for relation in ['order_lines_marks', 'invoices_marks', 'return_lines_marks'] %}
    left join {{ relation }}
        on keyed.order_key = {{ relation }}.order_key
    {%- endfor %}

),

changed as (

    {{ changed_marks('marked', ['order_key']) }}

),

detailed as (

    {{ joined_details('changed', 'order', {'order_key': 'bigint'}, details) }}

),

line_totals as (

    select
        order_lines.order_key,
        count(*) as line_count,
        sum(order_lines.quantity) as quantity,
        sum(order_lines.gross_amount) as gross_amount,
        sum(order_lines.discount_amount) as discount_amount,
        sum(order_lines.net_amount) as net_amount,
        sum(order_lines.tax_amount) as tax_amount,
        sum(order_lines.cost_amount) as cost_amount,
        sum(order_lines.margin_amount) as margin_amount
    from order_lines
    {{ only_groups('order_lines', 'changed', ['order_key']) }}
    group by order_lines.order_key

),

invoice_totals as (

    select
        invoices.order_key,
        min(invoices.invoice_date) as invoiced_date,
        case
            when count(case when invoices.gross_amount >= 0 and invoices.paid_date is null then 1 end) = 0
                then max(case when invoices.gross_amount >= 0 then invoices.paid_date end)
        end as paid_date,
        sum(invoices.gross_amount) as invoiced_amount,
        sum(invoices.paid_amount) as paid_amount
    from invoices
    {{ only_groups('invoices', 'changed', ['order_key']) }}
    group by invoices.order_key

),

return_totals as (

    select
        return_lines.order_key,
        min(return_lines.return_date) as returned_date,
        sum(return_lines.net_amount) as returned_net_amount
    from return_lines
    {{ only_groups('return_lines', 'changed', ['order_key']) }}
    group by return_lines.order_key

),

totalled as (

    select
        detailed.*,
        invoice_totals.invoiced_date,
        invoice_totals.paid_date,
        return_totals.returned_date,
        {%- for column in sums %}
        coalesce({{ column }}, 0) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from detailed
    {%- for relation in ['line_totals', 'invoice_totals', 'return_totals'] %}
    left join {{ relation }}
        on detailed.order_key = {{ relation }}.order_key
    {%- endfor %}

),

final as (

    select
        order_key,
        cast(customer_key as bigint) as customer_key,
        cast(customer_version_key as bigint) as customer_version_key,
        cast(employee_key as bigint) as employee_key,
        cast(employee_version_key as bigint) as employee_version_key,
        cast(organisation_key as bigint) as organisation_key,
        cast(channel_key as bigint) as channel_key,
        cast(campaign_key as bigint) as campaign_key,
        cast({{ surrogate_key(['crm_system', 'opportunity_id']) }} as bigint) as opportunity_key,

        source_system,
        order_id,
        customer_id,
        opportunity_id,
        status_name,
        is_cancelled,
        coalesce(currency_code, '{{ var("reporting_currency") }}') as currency_code,
        exchange_rate,
        order_date,
        ordered_at,
        promised_date,
        shipped_date,
        delivered_date,
        invoiced_date,
        paid_date,
        returned_date,
        case when delivered_date is not null then delivered_date > promised_date end
            as is_delivered_late,

        cast(line_count as integer) as line_count,
        cast(quantity as bigint) as quantity,
        {%- for column in sums[2:] %}
        {{ amount(column) }} as {{ column }},
        {%- endfor %}
        cast({{ days_between('order_date', 'shipped_date') }} as integer) as days_to_ship,
        cast({{ days_between('order_date', 'paid_date') }} as integer) as days_to_cash,

        _version_mark
    from totalled

)

{{ replaced_rows('final', 'changed', ['order_key']) }}
