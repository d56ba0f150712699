-- A row with a part of its key missing belongs to no record: staging leaves it out, and its system has to say what it is of.
{% set systems = {
    'salesforce': {
        'account': ['Id'], 'campaign_member': ['Id'], 'case': ['Id'], 'case_history': ['Id'], 'lead': ['Id'],
        'opportunity': ['Id'], 'opportunity_history': ['Id'], 'task': ['Id'],
    },
    'erp': {
        'customer': ['customer_no'], 'invoice': ['invoice_no'], 'order_line': ['order_no', 'line_no'],
        'payment': ['payment_no'], 'sales_order': ['order_no'], 'shipment': ['shipment_no'],
    },
    'contact_centre': {
        'call': ['call_id'], 'callback': ['callback_id'], 'chat': ['chat_id'], 'contact': ['contact_id'],
        'survey_answer': ['response_id', 'question_id'], 'survey_response': ['response_id'],
    },
    'marketing': {'touch': ['touch_id'], 'web_visit': ['visit_id']},
} %}
{% set changed_at = {'salesforce': ['SystemModstamp', 'LastModifiedDate']} %}
with rows_without_key as (

    {%- for system, tables in systems.items() if system in var('sources') -%}
    {%- for table, key in tables.items() %}
    select
        '{{ system }}.{{ table }}' as table_name,
        _source_file,
        _source_position
    from (
        {%- set columns = [] %}
        {%- for name in key %}{% do columns.append([name, 'key_' ~ loop.index, 'text']) %}{% endfor %}
        {%- set relation = source('raw_' ~ system, table) %}
        {{ source_rows(
            relation, columns, changed_at.get(system, ['changed_at']),
            'IsDeleted' if system == 'salesforce' else 'is_deleted', 'where ' ~ perhaps_empty(relation, key),
        ) }}
    ) as arrived
    where
        ({{ columns | map(attribute=1) | join(' is null or ') }} is null)
        and changed_at < {{ known_before() }}

    union all
    {% endfor -%}
    {%- endfor %}
    select null as table_name, null as _source_file, null as _source_position where 1 = 0

)

select * from rows_without_key
