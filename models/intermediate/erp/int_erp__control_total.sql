{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{# A line has its order's currency, of a deleted order too; of an order that never came nobody knows it. #}
{% set line_currency %}
case when current_orders.order_hash is null then 'unknown' else current_orders.currency_code end
{%- endset %}
{% set current_orders %}
left join (
    select
        {{ row_hash(['order_no']) }} as order_hash,
        currency_code,
        order_date,
        status_name,
        is_deleted
    from {{ ref('stg_erp__sales_order_known') }}
    where
        _version_count > 0
        and order_no is not null
) as current_orders
    on {{ row_hash(['records.order_no']) }} = current_orders.order_hash
{% endset %}
{% set order_totals = accounted_totals(
    source('raw_erp', 'sales_order'), ref('stg_erp__sales_order_known'),
    excluded=[['after_as_of', 'records.order_date > ' ~ as_of_date()]],
) %}
{% set order_line_totals = accounted_totals(
    source('raw_erp', 'order_line'), ref('stg_erp__order_line_known'),
    [
        ['order_no', 'order_no', 'text'], ['quantity', 'quantity', 'integer'],
        ['net_amount', 'net_source_amount', 'amount'], ['tax_amount', 'tax_source_amount', 'amount'],
        ['cost_amount', 'cost_source_amount', 'amount'],
    ],
    ['quantity', 'net_source_amount', 'tax_source_amount', 'cost_source_amount'],
    excluded=[
        ['without_order', 'coalesce(current_orders.is_deleted, true)'],
        ['after_as_of', 'current_orders.order_date > ' ~ as_of_date()],
        ['cancelled', "current_orders.status_name = 'cancelled'"],
    ],
    join=current_orders, currency=line_currency,
) %}
{% set shipment_totals = accounted_totals(
    source('raw_erp', 'shipment'), ref('stg_erp__shipment_known'),
    excluded=[['after_as_of', 'records.shipped_date > ' ~ as_of_date()]],
) %}
{% set invoice_totals = accounted_totals(
    source('raw_erp', 'invoice'), ref('stg_erp__invoice_known'),
    [
        ['invoice_no', 'invoice_no', 'text'], ['currency', 'currency_code', 'text'],
        ['net_amount', 'net_source_amount', 'amount'], ['tax_amount', 'tax_source_amount', 'amount'],
        ['gross_amount', 'gross_source_amount', 'amount'],
    ],
    ['net_source_amount', 'tax_source_amount', 'gross_source_amount'],
    excluded=[['after_as_of', 'records.invoice_date > ' ~ as_of_date()]],
    currency='records.currency_code', key=['invoice_no'],
) %}
{% set payment_totals = accounted_totals(
    source('raw_erp', 'payment'), ref('stg_erp__payment_known'),
    [
        ['payment_no', 'payment_no', 'text'], ['currency', 'currency_code', 'text'],
        ['amount', 'paid_source_amount', 'amount'],
    ],
    ['paid_source_amount'],
    excluded=[['after_as_of', 'records.paid_date > ' ~ as_of_date()]],
    currency='records.currency_code', key=['payment_no'],
) %}
{% set return_line_rows = source_rows(
    source('raw_erp', 'return_line'),
    [
        ['return_no', 'return_no', 'text'], ['order_no', 'order_no', 'text'],
        ['line_no', 'line_no', 'integer'], ['return_date', 'event_date', 'date'],
        ['quantity', 'quantity', 'integer'], ['net_amount', 'net_source_amount', 'amount'],
        ['tax_amount', 'tax_source_amount', 'amount'],
        ['cost_amount', 'cost_source_amount', 'amount'],
    ],
    changed_at=['changed_at'], deleted='is_deleted',
) %}
{% set sales_target_rows = source_rows(
    source('raw_erp', 'sales_target'),
    [
        ['employee_no', 'employee_no', 'text'], ['month_start_date', 'month_start_date', 'date'],
        ['currency', 'currency_code', 'text'], ['target_amount', 'target_source_amount', 'amount'],
    ],
    changed_at=['changed_at'], deleted='is_deleted',
) %}
{% set exchange_rate_rows = source_rows(
    source('raw_erp', 'exchange_rate'),
    [
        ['rate_date', 'rate_date', 'date'], ['from_currency', 'from_currency_code', 'text'],
        ['to_currency', 'to_currency_code', 'text'],
    ],
    changed_at=['changed_at'], deleted='is_deleted',
) %}
with orders as (

    {{ order_totals }}

),

order_lines as (

    {{ order_line_totals }}

),

shipments as (

    {{ shipment_totals }}

),

invoices as (

    {{ invoice_totals }}

),

payments as (

    {{ payment_totals }}

),

return_line_rows as (

    {{ return_line_rows }}

),

return_line_versions as (

    {{ classified_rows('return_line_rows', ['return_no', 'order_no', 'line_no']) }}

),

return_lines as (

    select
        records.*,
        current_orders.currency_code,
        case
            when records.version_exclusion is not null then records.version_exclusion
            when not records.is_raw and records.event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from return_line_versions as records
    {{ current_orders }}

),

sales_target_rows as (

    {{ sales_target_rows }}

),

sales_target_versions as (

    {{ classified_rows('sales_target_rows', ['employee_no', 'month_start_date']) }}

),

sales_targets as (

    select *, version_exclusion as exclusion_name from sales_target_versions

),

exchange_rate_rows as (

    {{ exchange_rate_rows }}

),

exchange_rate_versions as (

    {{ classified_rows('exchange_rate_rows', ['rate_date', 'from_currency_code', 'to_currency_code']) }}

),

exchange_rates as (

    {{ classified_rates('exchange_rate_versions', 'erp') | indent(4) }}

),

final as (
    {% for entity in [
        'order', 'order_line', 'return_line', 'shipment', 'invoice', 'payment', 'sales_target',
        'exchange_rate',
    ] %}
    {{ control_totals(entity, entity ~ 's') }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
