{{ config(schema='intermediate') }}

{# The first and the last days that facts speak of, by kind of fact. #}
with orders as (

    select order_date, shipped_date, promised_date from {{ ref('fct_order') }}

),

parties as (

    select first_seen_date from {{ ref('int_party') }}

),

invoices as (

    {{ conform('invoice', {'invoice_date': 'date', 'due_date': 'date'}) }}

),

opportunities as (

    {{ conform('opportunity', {'created_date': 'date', 'close_date': 'date'}) }}

),

leads as (

    {{ conform('lead', {'created_date': 'date'}) }}

),

targets as (

    {{ conform('sales_target', {'month_start_date': 'date'}) }}

),

costs as (

    {{ conform('campaign_cost', {'cost_date': 'date'}) }}

),

{# In a zone west of UTC the first of them fall on the day before. #}
{% set moments = {
    'call': 'offered_at', 'chat': 'started_at', 'agent_shift': 'started_at', 'case': 'opened_at',
    'survey_response': 'answered_at', 'campaign_touch': 'sent_at', 'web_visit': 'started_at',
} -%}
moments as (
    {% for entity, moment in moments.items() %}
    select min({{ moment }}) as first_at, max({{ moment }}) as last_at
    from ({{ conform(entity, {moment: 'timestamp'}) | indent(4) }}) as {{ entity }}_records
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (

    select
        min(order_date) as first_day,
        max(greatest(order_date, coalesce(shipped_date, order_date), coalesce(promised_date, order_date)))
            as last_day
    from orders
    union all
    select min(first_seen_date) as first_day, max(first_seen_date) as last_day from parties
    union all
    select min(invoice_date) as first_day, max(due_date) as last_day from invoices
    union all
    select min(created_date) as first_day, max(close_date) as last_day from opportunities
    union all
    select min(created_date) as first_day, max(created_date) as last_day from leads
    union all
    select min(month_start_date) as first_day, max(month_start_date) as last_day from targets
    union all
    select min(cost_date) as first_day, max(cost_date) as last_day from costs
    union all
    select
        {{ business_date('first_at') }} as first_day,
        {{ business_date('last_at') }} as last_day
    from moments
    union all
    select {{ as_of_date() }} as first_day, {{ as_of_date() }} as last_day

)

select * from final
