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
        'exchange_rate': {
            'fact': 'fct_exchange_rate',
            'counts': [['row_count', 'quote_count']],
            'amounts': [],
        },
        'sales_target': {
            'fact': 'fct_sales_target',
            'counts': [['row_count', 'target_count']],
            'amounts': ['target_source_amount'],
        },
        'opportunity': {
            'fact': 'fct_opportunity',
            'counts': [['row_count', '1']],
            'amounts': ['opportunity_source_amount'],
        },
        'opportunity_change': {
            'fact': 'fct_opportunity_stage',
            'counts': [['row_count', 'change_count']],
            'amounts': [],
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
        'without_opportunity', 'unanswered', 'other_system', 'unconvertible',
    ]) }}
{%- endmacro %}

{#
    The totals of one entity over `relation`, by currency and exclusion. Over raw rows
    (classified_rows, accounted_totals) the relation has row_count, exclusion_name (null for rows that
    stay) and is_raw; over a fact nothing is excluded.
#}
{% macro control_totals(entity, relation, is_fact=false) -%}
    {%- set definition = control_entities()[entity] -%}
    {%- set measures = [] -%}
    {%- for name, expression in definition.counts -%}
        {%- do measures.append([name, expression if is_fact else name, false]) -%}
    {%- endfor -%}
    {%- for name in definition.amounts -%}{%- do measures.append([name, name, true]) -%}{%- endfor -%}
    {%- set groups = ['source_system'] if is_fact else ['exclusion_name', 'is_raw'] -%}
    select
        {{ groups | join(', ') }},
        cast('{{ entity }}' as varchar) as entity_name,
        measure_name,
        currency_code,
        cast(sum(total) as decimal(38, 4)) as total
    from (
        select
            {{ groups | join(', ') }},
            measures.measure_name,
            case when measures.has_currency then totals.currency_code else 'none' end as currency_code,
            case measures.measure_name
                {%- for name, expression, has_currency in measures %}
                when '{{ name }}' then cast(totals.{{ name }} as decimal(38, 4))
                {%- endfor %}
            end as total
        from (
            select
                {{ groups | join(', ') }},
                {{ "coalesce(currency_code, '" ~ var('reporting_currency') ~ "')" if definition.amounts
                    else "cast('none' as varchar)" }} as currency_code
                {%- for name, expression, has_currency in measures %},
                sum({{ expression }}) as {{ name }}
                {%- endfor %}
            from {{ relation }}
            group by
                {{ groups | join(', ') }}
                {%- if definition.amounts %},
                coalesce(currency_code, '{{ var("reporting_currency") }}')
                {%- endif %}
        ) as totals
        cross join (
            {%- for name, expression, has_currency in measures %}
            select cast('{{ name }}' as varchar) as measure_name, {{ has_currency }} as has_currency
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as measures
    ) as measured
    group by {{ groups | join(', ') }}, measure_name, currency_code
{%- endmacro %}

{#
    Rates (classified_rows with the columns of exchange_rate) of a system, and what becomes of those that
    count: no day to be of, a day after the as-of date, or int_exchange_rate_quote tells.
#}
{% macro classified_rates(versions, system) -%}
select
    versions.*,
    case
        when versions.is_raw then null
        when versions.version_exclusion is not null then versions.version_exclusion
        when versions.rate_date > {{ as_of_date() }} then 'after_as_of'
        when
            versions.rate_date is null
            or versions.from_currency_code is null
            or versions.to_currency_code is null
            then 'unconvertible'
        else quotes.exclusion_name
    end as exclusion_name
from {{ versions }} as versions
left join {{ ref('int_exchange_rate_quote') }} as quotes
    on quotes.source_system = '{{ system }}'
    and versions.rate_date = quotes.rate_date
    and versions.from_currency_code = quotes.from_currency_code
    and versions.to_currency_code = quotes.to_currency_code
{%- endmacro %}
