{{ config(schema='intermediate', materialized='table') }}

{#
    What each month adds to a customer's running figures. An order enters its month and leaves the
    RFM window in the month in which it becomes too old; a late invoice is overdue from the day
    after its due date to the day it is paid. For slopes, a month's orders and amount count for
    lifecycle_months, as they are and times the month's number (moment).
#}
{% set parts = [
    ('purchases', 'order_date', {
        'purchase_count': '1',
        'order_count': 'order_count',
        'quantity': 'quantity',
        'net_amount': 'net_amount',
        'margin_amount': 'margin_amount',
        'window_order_count': 'order_count',
        'window_net_amount': 'net_amount',
        'slope_order_count': 'order_count',
        'slope_net_amount': 'net_amount',
        'slope_order_moment': 'order_moment',
        'slope_net_moment': 'net_moment',
    }, none),
    ('purchases', add_days('order_date', var('rfm_window_days')), {
        'window_order_count': '-order_count',
        'window_net_amount': '-net_amount',
    }, none),
    ('purchases', add_months('month_start_date', var('lifecycle_months')), {
        'slope_order_count': '-order_count',
        'slope_net_amount': '-net_amount',
        'slope_order_moment': '-order_moment',
        'slope_net_moment': '-net_moment',
    }, none),
    ('returns', 'return_date', {'return_amount': 'net_amount'}, none),
    ('invoices', add_days('due_date', 1), {'overdue_amount': 'gross_amount'},
        'paid_date is null or paid_date > due_date'),
    ('invoices', 'paid_date', {'overdue_amount': '-gross_amount'}, 'paid_date > due_date'),
    ('contacts', 'contact_date', {
        'contact_count': 'contact_count',
        'case_count': 'case_count',
        'complaint_count': 'complaint_count',
        'service_seconds': 'service_seconds',
        'satisfaction_sum': 'coalesce(satisfaction_score, 0)',
        'satisfaction_count': 'case when satisfaction_score is null then 0 else 1 end',
    }, none),
] %}
with purchases as (

    select
        customer_key,
        order_date,
        month_start_date,
        order_count,
        quantity,
        {{ amount('net_amount') }} as net_amount,
        {{ amount('margin_amount') }} as margin_amount,
        order_count * {{ month_number('month_start_date') }} as order_moment,
        {{ amount(amount('net_amount') ~ ' * ' ~ month_number('month_start_date')) }} as net_moment
    from {{ ref('int_customer_purchase_day') }}

),

returns as (

    select * from {{ ref('fct_return_line') }}

),

invoices as (

    select * from {{ ref('fct_invoice') }}

),

contacts as (

    select * from {{ ref('int_customer_contact') }}

),

changes as (
    {% for relation, change_date, figures, condition in parts %}
    select
        customer_key,
        cast(date_trunc('month', {{ change_date }}) as date) as month_start_date,
        {%- for column, type in customer_month_figures().items() %}
        cast({{ figures.get(column, '0') }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    where
        customer_key <> 0
        and {{ change_date }} <= {{ as_of_date() }}
        {%- if condition is not none %}
        and ({{ condition }})
        {%- endif %}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

final as (

    select
        customer_key,

        month_start_date,

        {%- for column, type in customer_month_figures().items() %}
        cast(sum({{ column }}) as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from changes
    group by customer_key, month_start_date

)

select * from final
