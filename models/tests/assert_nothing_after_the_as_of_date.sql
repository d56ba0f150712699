-- No sales fact tells of a day after the as-of date.
{% set events = [
    ('fct_order', ['order_date', 'shipped_date', 'delivered_date', 'invoiced_date', 'paid_date', 'returned_date']),
    ('fct_order_line', ['order_date']),
    ('fct_shipment', ['shipped_date', 'delivered_date']),
    ('fct_invoice', ['invoice_date', 'paid_date']),
    ('fct_payment', ['paid_date']),
    ('fct_return_line', ['return_date']),
    ('fct_opportunity', ['created_date', 'closed_date']),
    ('fct_opportunity_stage', ['entered_date', 'exited_date']),
    ('fct_opportunity_daily', ['date_day']),
    ('fct_lead', ['created_date', 'converted_date']),
    ('fct_exchange_rate', ['date_day']),
] %}
{%- for fact, columns in events %}
{%- set rows = loop %}
{%- for column in columns %}
select
    '{{ fact }}.{{ column }}' as what,
    {{ column }} as day
from {{ ref(fact) }}
where {{ column }} > {{ as_of_date() }}
{%- if not (loop.last and rows.last) %}

union all
{% endif -%}
{%- endfor %}
{%- endfor %}
