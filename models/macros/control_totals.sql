{#
    What is counted and added up to prove that nothing is lost: for each entity the fact that holds it
    and its measures, as pairs of a name and an expression. A measure has the same name and meaning
    over the raw rows (int_<system>__control_total) and over the fact. Counts have no currency.
#}
{% macro control_entities() -%}
    {{ return({
        'order': {
            'fact': 'fct_order',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'order_line': {
            'fact': 'fct_order_line',
            'counts': [['row_count', '1'], ['quantity', 'quantity']],
            'amounts': ['net_source_amount', 'tax_source_amount', 'cost_source_amount'],
        },
        'shipment': {
            'fact': 'fct_shipment',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'invoice': {
            'fact': 'fct_invoice',
            'counts': [['row_count', '1']],
            'amounts': ['net_source_amount', 'tax_source_amount', 'gross_source_amount'],
        },
        'payment': {
            'fact': 'fct_payment',
            'counts': [['row_count', '1']],
            'amounts': ['paid_source_amount'],
        },
        'return_line': {
            'fact': 'fct_return_line',
            'counts': [['row_count', '1'], ['quantity', 'quantity']],
            'amounts': ['net_source_amount', 'tax_source_amount', 'cost_source_amount'],
        },
        'sales_target': {
            'fact': 'fct_sales_target',
            'counts': [['row_count', '1']],
            'amounts': ['target_source_amount'],
        },
        'opportunity': {
            'fact': 'fct_opportunity',
            'counts': [['row_count', '1']],
            'amounts': ['opportunity_source_amount'],
        },
        'lead': {
            'fact': 'fct_lead',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'case': {
            'fact': 'fct_case',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'case_event': {
            'fact': 'fct_case_event',
            'counts': [['row_count', 'case when is_implied then 0 else 1 end']],
            'amounts': [],
        },
        'call': {
            'fact': 'fct_call',
            'counts': [['row_count', '1'], ['talk_seconds', 'talk_seconds']],
            'amounts': [],
        },
        'chat': {
            'fact': 'fct_chat',
            'counts': [['row_count', '1'], ['message_count', 'message_count']],
            'amounts': [],
        },
        'callback': {
            'fact': 'fct_callback',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'agent_shift': {
            'fact': 'fct_agent_shift',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'survey_response': {
            'fact': 'fct_survey_response',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'survey_answer': {
            'fact': 'fct_survey_answer',
            'counts': [['row_count', '1'], ['answer_value', 'answer_value']],
            'amounts': [],
        },
        'campaign_member': {
            'fact': 'fct_campaign_member',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'campaign_touch': {
            'fact': 'fct_campaign_touch',
            'counts': [['row_count', '1']],
            'amounts': [],
        },
        'campaign_cost': {
            'fact': 'fct_campaign_cost',
            'counts': [['row_count', '1']],
            'amounts': ['cost_source_amount'],
        },
        'web_visit': {
            'fact': 'fct_web_visit',
            'counts': [['row_count', '1'], ['page_count', 'page_count']],
            'amounts': [],
        },
    }) }}
{%- endmacro %}

{# Why a raw row is not in a fact. Each is a column <name>_total of meta.control_total. #}
{% macro control_exclusions() -%}
    {{ return([
        'after_as_of', 'superseded', 'deleted', 'cancelled', 'without_order', 'without_case',
        'unanswered',
    ]) }}
{%- endmacro %}

{#
    The totals of one entity over `relation`, by currency and exclusion. Over raw rows the relation has
    exclusion_name: null for rows that stay; over a fact nothing is excluded.
#}
{% macro control_totals(entity, relation, is_fact=false) -%}
    {%- set definition = control_entities()[entity] -%}
    {%- set exclusion = 'cast(null as varchar)' if is_fact else 'exclusion_name' -%}
    {%- set measures = [] -%}
    {%- for name, expression in definition.counts -%}
        {%- do measures.append([name, expression, "cast('none' as varchar)"]) -%}
    {%- endfor -%}
    {%- for name in definition.amounts -%}
        {%- do measures.append([
            name, name, "coalesce(currency_code, '" ~ var('reporting_currency') ~ "')",
        ]) -%}
    {%- endfor -%}
    {%- for name, expression, currency in measures %}
    select
        {%- if is_fact %}
        source_system,
        {%- endif %}
        cast('{{ entity }}' as varchar) as entity_name,
        cast('{{ name }}' as varchar) as measure_name,
        {{ currency }} as currency_code,
        {{ exclusion }} as exclusion_name,
        cast(sum({{ expression }}) as decimal(38, 4)) as total
    from {{ relation }}
    group by {{ 'source_system, ' if is_fact else '' }}{{ currency }}{{ '' if is_fact else ', exclusion_name' }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}
{%- endmacro %}

{#
    Raw rows (columns of source_rows) with exclusion_name where their version is not the one that
    counts: the source did not know it by the as-of date, a newer one replaced it, or it says that the
    record is gone.
#}
{% macro classified_rows(relation, key) -%}
    select
        *,
        case
            when changed_at >= {{ known_before() }} then 'after_as_of'
            when row_number() over (
                partition by {{ key | join(', ') }}, changed_at < {{ known_before() }}
                order by
                    changed_at desc, _loaded_at desc, _source_file desc, _source_position desc
            ) > 1 then 'superseded'
            when is_deleted then 'deleted'
        end as version_exclusion
    from {{ relation }}
{%- endmacro %}
