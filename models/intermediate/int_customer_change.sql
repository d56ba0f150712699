{{ config(schema='intermediate', materialized='table') }}

{#
    Of each customer with anything that int_customer_running adds up, the month in which that begins,
    and change_mark: a number made of all of it, with what has entered or left a window
    by the as-of date.
#}
{% set contents = {
    'purchases': ('order_date', [
        "'purchase'", 'order_date', '_version_mark',
        add_days('order_date', var('rfm_window_days')) ~ ' <= ' ~ as_of_date(),
        'month_start_date <= ' ~ ended_months_date(),
        add_months('month_start_date', var('lifecycle_months')) ~ ' <= ' ~ ended_months_date(),
    ]),
    'returns': ('return_date', ["'return'", 'return_line_key', 'return_date', 'net_amount']),
    'overdue': ('change_date', ["'invoice'", 'invoice_key', 'change_date', 'overdue_amount']),
    'contacts': ('contact_date', [
        'contact_type', 'contact_key', 'contact_date', 'contact_count', 'case_count',
        'complaint_count', 'service_seconds', 'satisfaction_score',
    ]),
} %}
with purchases as (

    select * from {{ ref('int_customer_purchase_day') }}

),

returns as (

    select customer_key, return_line_key, return_date, net_amount
    from {{ ref('fct_return_line') }}
    where
        order_line_key <> 0
        and return_date <= {{ as_of_date() }}

),

overdue as (

    select customer_key, invoice_key, change_date, overdue_amount
    from {{ ref('int_customer_overdue') }}

),

contacts as (

    select * from {{ ref('int_customer_contact') }}
    where contact_date <= {{ as_of_date() }}

),

row_marks as (
    {% for relation, (change_date, columns) in contents.items() %}
    select
        customer_key,
        {{ change_date }} as change_date,
        {{ row_hash(columns) }} as row_mark
    from {{ relation }}
    where customer_key <> 0
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

final as (

    select
        customer_key,

        cast(date_trunc('month', min(change_date)) as date) as first_change_date,

        {{ content_hash([
            'row_mark',
            "'window " ~ var('rfm_window_days') ~ ", months " ~ var('lifecycle_months') ~ "'",
        ]) }} as change_mark
    from row_marks
    group by customer_key

)

select * from final
