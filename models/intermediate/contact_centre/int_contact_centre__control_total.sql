{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{% set answered_surveys %}
left join (
    select {{ row_hash(['response_id']) }} as response_hash
    from {{ ref('stg_contact_centre__survey_response_known') }}
    where
        _version_count > 0
        and not is_deleted
        and answered_at is not null
        and response_id is not null
) as answered_surveys
    on {{ row_hash(['records.response_id']) }} = answered_surveys.response_hash
{% endset %}
{% set entities = {
    'call': {
        'columns': [['talk_seconds', 'talk_seconds', 'integer']],
        'known': ref('stg_contact_centre__call_known'),
        'measures': ['talk_seconds'],
        'excluded': [['after_as_of', 'not (' ~ happened_by_then('records.offered_at') ~ ')']],
    },
    'chat': {
        'columns': [['message_count', 'message_count', 'integer']],
        'known': ref('stg_contact_centre__chat_known'),
        'measures': ['message_count'],
        'excluded': [['after_as_of', 'not (' ~ happened_by_then('records.started_at') ~ ')']],
    },
    'callback': {
        'known': ref('stg_contact_centre__callback_known'),
    },
    'survey_response': {
        'known': ref('stg_contact_centre__survey_response_known'),
        'excluded': [['unanswered', 'records.answered_at is null']],
    },
    'survey_answer': {
        'columns': [['answer', 'answer_value', 'integer']],
        'known': ref('stg_contact_centre__survey_answer_known'),
        'measures': ['answer_value'],
        'excluded': [['unanswered', 'answered_surveys.response_hash is null']],
        'join': answered_surveys,
    },
} %}
with
{%- for entity, definition in entities.items() %}
{{ entity }}s as (

    {{ accounted_totals(
        source('raw_contact_centre', entity), definition.known, definition.columns or [],
        definition.measures or [], excluded=definition.excluded or [], join=definition.join or '',
    ) }}

),
{% endfor %}
agent_shift_rows as (

    {{ source_rows(
        source('raw_contact_centre', 'agent_shift'), [['shift_id', 'shift_id', 'text']],
        changed_at=['changed_at'], deleted='is_deleted',
    ) }}

),

agent_shift_versions as (

    {{ classified_rows('agent_shift_rows', ['shift_id']) }}

),

agent_shifts as (

    select *, version_exclusion as exclusion_name from agent_shift_versions

),

final as (
    {% for entity in ['call', 'chat', 'callback', 'agent_shift', 'survey_response', 'survey_answer'] %}
    {{ control_totals(entity, entity ~ 's') }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
