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
    The totals of one entity over `relation`, by currency and exclusion. Over accounted_rows or
    classified_rows the relation has row_count, exclusion_name (null for rows that stay) and is_raw;
    over a fact nothing is excluded.
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
    Raw rows (columns of source_rows), once as they are (is_raw) and once with version_exclusion where
    their version is not the one that counts: the source did not know it by the as-of date, a newer one
    replaced it, or it says that the record is gone.
#}
{% macro classified_rows(relation, key) -%}
    select *, 1 as row_count, true as is_raw, cast(null as varchar) as version_exclusion
    from {{ relation }}

    union all

    select
        *,
        1 as row_count,
        false as is_raw,
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

{#
    The same of a source whose newest versions are kept in the model `known` (newest_versions): raw rows
    as they are, and what became of them: not known yet, replaced, deleted, or the version that counts.
    A raw row that `known` missed is in the first and not in the second. A row of replaced versions
    stands for all of a key, with row_count and measures added up; where versions have a currency of
    their own (has_currency) there is one for each.
#}
{% macro accounted_rows(
    relation, known, columns, key, measures=[], changed_at=['changed_at'], deleted='is_deleted',
    has_currency=false
) -%}
    {%- set names = columns | map(attribute=1) | list -%}
    {%- set types = existing_columns(relation).types -%}
    select {{ names | join(', ') }}, 1 as row_count, true as is_raw, cast(null as varchar) as version_exclusion
    from ({{ source_rows(relation, columns, changed_at, deleted) }}) as arrived

    union all

    select {{ names | join(', ') }}, 1, false, 'after_as_of'
    from ({{ source_rows(relation, columns, changed_at, deleted) }}) as arrived
    where changed_at >= {{ known_before() }}

    union all

    select {{ names | join(', ') }}, 1, false, case when is_deleted then 'deleted' end
    from {{ known }}
    where _version_count > 0

    union all
    {% if has_currency %}
    select {{ names | join(', ') }}, 1, false, 'superseded'
    from (
        {%- set same_row -%}
            {{ typed_column(types, '_load_id', 'varchar') }} is not distinct from newest_load_id
            and {{ typed_column(types, '_source_file', 'varchar') }} is not distinct from newest_file
            and {{ typed_column(types, '_source_position', 'bigint') }} is not distinct from newest_position
        {%- endset %}
        {%- set replaced -%}
            inner join (
                select
                    {%- for column in key %}
                    {{ column }} as key_{{ loop.index }},
                    {%- endfor %}
                    _load_id as newest_load_id,
                    _source_file as newest_file,
                    _source_position as newest_position
                from {{ known }}
                where _version_count > 1
            ) as replaced
                on {{ key_is_equal(relation, columns, key) }}
                and not ({{ same_row }})
        {%- endset %}
        {{ source_rows(relation, columns, changed_at, deleted, replaced) }}
    ) as arrived
    where changed_at < {{ known_before() }}
    {%- else %}
    select
        {%- for name in names %}
        {{ '_all_' ~ name ~ ' - coalesce(' ~ name ~ ', 0)' if name in measures else name }},
        {%- endfor %}
        _version_count - 1,
        false,
        'superseded'
    from {{ known }}
    where _version_count > 1
    {%- endif %}
{%- endmacro %}
