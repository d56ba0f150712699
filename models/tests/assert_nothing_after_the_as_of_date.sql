-- No fact tells of a day after the as-of date, unless it is one that was planned (a shift, a call-back).
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
    ('fct_case', ['opened_date']),
    ('fct_case_event', ['event_date']),
    ('fct_call', ['call_date']),
    ('fct_chat', ['chat_date']),
    ('fct_survey_response', ['answered_date']),
    ('fct_campaign_cost', ['cost_date']),
    ('fct_campaign_touch', ['touch_date']),
    ('fct_web_visit', ['visit_date']),
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
