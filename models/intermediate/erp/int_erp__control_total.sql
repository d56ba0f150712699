{{ config(schema='intermediate') }}

{# Adds up raw rows without staging, so that a fault in staging shows as a difference. #}
{% set order_rows = source_rows(
    source('raw_erp', 'sales_order'),
    [
        ['order_no', 'order_no', 'text'], ['currency', 'currency_code', 'text'],
        ['order_date', 'event_date', 'date'], ['status', 'status_name', 'text'],
    ],
    changed_at=['changed_at'], deleted='is_deleted',
) %}
{% set order_line_rows = source_rows(
    source('raw_erp', 'order_line'),
    [
        ['order_no', 'order_no', 'text'], ['line_no', 'line_no', 'integer'],
        ['quantity', 'quantity', 'integer'], ['net_amount', 'net_source_amount', 'amount'],
        ['tax_amount', 'tax_source_amount', 'amount'],
        ['cost_amount', 'cost_source_amount', 'amount'],
    ],
    changed_at=['changed_at'], deleted='is_deleted',
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
{% set shipment_rows = source_rows(
    source('raw_erp', 'shipment'),
    [['shipment_no', 'shipment_no', 'text'], ['shipped_date', 'event_date', 'date']],
    changed_at=['changed_at'], deleted='is_deleted',
) %}
{% set invoice_rows = source_rows(
    source('raw_erp', 'invoice'),
    [
        ['invoice_no', 'invoice_no', 'text'], ['currency', 'currency_code', 'text'],
        ['invoice_date', 'event_date', 'date'], ['net_amount', 'net_source_amount', 'amount'],
        ['tax_amount', 'tax_source_amount', 'amount'],
        ['gross_amount', 'gross_source_amount', 'amount'],
    ],
    changed_at=['changed_at'], deleted='is_deleted',
) %}
{% set payment_rows = source_rows(
    source('raw_erp', 'payment'),
    [
        ['payment_no', 'payment_no', 'text'], ['currency', 'currency_code', 'text'],
        ['paid_date', 'event_date', 'date'], ['amount', 'paid_source_amount', 'amount'],
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
with order_rows as (

    {{ order_rows }}

),

order_versions as (

    {{ classified_rows('order_rows', ['order_no']) }}

),

orders as (

    select
        *,
        case
            when version_exclusion is not null then version_exclusion
            when event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from order_versions

),

current_orders as (

    select * from orders where version_exclusion is null

),

order_line_rows as (

    {{ order_line_rows }}

),

order_line_versions as (

    {{ classified_rows('order_line_rows', ['order_no', 'line_no']) }}

),

order_lines as (

    select
        order_line_versions.*,
        current_orders.currency_code,
        case
            when order_line_versions.version_exclusion is not null
                then order_line_versions.version_exclusion
            when current_orders.order_no is null then 'without_order'
            when current_orders.exclusion_name is not null then current_orders.exclusion_name
            when current_orders.status_name = 'cancelled' then 'cancelled'
        end as exclusion_name
    from order_line_versions
    left join current_orders
        on order_line_versions.order_no = current_orders.order_no

),

return_line_rows as (

    {{ return_line_rows }}

),

return_line_versions as (

    {{ classified_rows('return_line_rows', ['return_no', 'order_no', 'line_no']) }}

),

return_lines as (

    select
        return_line_versions.*,
        current_orders.currency_code,
        case
            when return_line_versions.version_exclusion is not null
                then return_line_versions.version_exclusion
            when return_line_versions.event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from return_line_versions
    left join current_orders
        on return_line_versions.order_no = current_orders.order_no

),
{% for entity, key in [
    ('shipment', 'shipment_no'), ('invoice', 'invoice_no'), ('payment', 'payment_no'),
] %}
{{ entity }}_rows as (

    {{ {'shipment': shipment_rows, 'invoice': invoice_rows, 'payment': payment_rows}[entity] }}

),

{{ entity }}_versions as (

    {{ classified_rows(entity ~ '_rows', [key]) }}

),

{{ entity }}s as (

    select
        *,
        case
            when version_exclusion is not null then version_exclusion
            when event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from {{ entity }}_versions

),
{% endfor %}
sales_target_rows as (

    {{ sales_target_rows }}

),

sales_target_versions as (

    {{ classified_rows('sales_target_rows', ['employee_no', 'month_start_date']) }}

),

sales_targets as (

    select *, version_exclusion as exclusion_name from sales_target_versions

),

final as (
    {% for entity in [
        'order', 'order_line', 'return_line', 'shipment', 'invoice', 'payment', 'sales_target',
    ] %}
    {{ control_totals(entity, entity ~ 's') }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
