{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{% set order_rows = accounted_rows(
    source('raw_erp', 'sales_order'), ref('stg_erp__sales_order_known'),
    [
        ['order_no', 'order_no', 'text'], ['currency', 'currency_code', 'text'],
        ['order_date', 'order_date', 'date'], ['status', 'status_name', 'text'],
    ],
    key=['order_no'],
) %}
{% set order_line_rows = accounted_rows(
    source('raw_erp', 'order_line'), ref('stg_erp__order_line_known'),
    [
        ['order_no', 'order_no', 'text'], ['quantity', 'quantity', 'integer'],
        ['net_amount', 'net_source_amount', 'amount'], ['tax_amount', 'tax_source_amount', 'amount'],
        ['cost_amount', 'cost_source_amount', 'amount'],
    ],
    key=['order_no', 'line_no'],
    measures=['quantity', 'net_source_amount', 'tax_source_amount', 'cost_source_amount'],
) %}
{% set dated_rows = {
    'shipment': accounted_rows(
        source('raw_erp', 'shipment'), ref('stg_erp__shipment_known'),
        [['shipment_no', 'shipment_no', 'text'], ['shipped_date', 'shipped_date', 'date']],
        key=['shipment_no'],
    ),
    'invoice': accounted_rows(
        source('raw_erp', 'invoice'), ref('stg_erp__invoice_known'),
        [
            ['invoice_no', 'invoice_no', 'text'], ['currency', 'currency_code', 'text'],
            ['invoice_date', 'invoice_date', 'date'], ['net_amount', 'net_source_amount', 'amount'],
            ['tax_amount', 'tax_source_amount', 'amount'],
            ['gross_amount', 'gross_source_amount', 'amount'],
        ],
        key=['invoice_no'], has_currency=true,
    ),
    'payment': accounted_rows(
        source('raw_erp', 'payment'), ref('stg_erp__payment_known'),
        [
            ['payment_no', 'payment_no', 'text'], ['currency', 'currency_code', 'text'],
            ['paid_date', 'paid_date', 'date'], ['amount', 'paid_source_amount', 'amount'],
        ],
        key=['payment_no'], has_currency=true,
    ),
} %}
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
with order_versions as (

    {{ order_rows }}

),

orders as (

    select
        *,
        case
            when version_exclusion is not null then version_exclusion
            when not is_raw and order_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from order_versions

),

{# Of lines of deleted orders and of orders that never came nobody knows the currency. #}
current_orders as (

    select order_no, currency_code, status_name, exclusion_name
    from orders
    where
        not is_raw
        and version_exclusion is null

),

order_line_versions as (

    {{ order_line_rows }}

),

order_lines as (

    select
        order_line_versions.*,
        current_orders.currency_code,
        case
            when order_line_versions.version_exclusion is not null
                then order_line_versions.version_exclusion
            when order_line_versions.is_raw then null
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
            when
                not return_line_versions.is_raw
                and return_line_versions.event_date > {{ as_of_date() }}
                then 'after_as_of'
        end as exclusion_name
    from return_line_versions
    left join current_orders
        on return_line_versions.order_no = current_orders.order_no

),
{% for entity, date_column in [
    ('shipment', 'shipped_date'), ('invoice', 'invoice_date'), ('payment', 'paid_date'),
] %}
{{ entity }}_versions as (

    {{ dated_rows[entity] }}

),

{{ entity }}s as (

    select
        *,
        case
            when version_exclusion is not null then version_exclusion
            when not is_raw and {{ date_column }} > {{ as_of_date() }} then 'after_as_of'
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
