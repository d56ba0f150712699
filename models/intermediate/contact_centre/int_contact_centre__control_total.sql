{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{% set entities = {
    'call': {
        'key': ['call_id'],
        'columns': [['call_id', 'call_id', 'text'], ['talk_seconds', 'talk_seconds', 'integer']],
        'known': ref('stg_contact_centre__call_known'),
        'measures': ['talk_seconds'],
    },
    'chat': {
        'key': ['chat_id'],
        'columns': [['chat_id', 'chat_id', 'text'], ['message_count', 'message_count', 'integer']],
    },
    'callback': {
        'key': ['callback_id'],
        'columns': [['callback_id', 'callback_id', 'text']],
    },
    'agent_shift': {
        'key': ['shift_id'],
        'columns': [['shift_id', 'shift_id', 'text']],
    },
    'survey_response': {
        'key': ['response_id'],
        'columns': [
            ['response_id', 'response_id', 'text'], ['answered_at', 'answered_at', 'timestamp'],
        ],
        'known': ref('stg_contact_centre__survey_response_known'),
    },
    'survey_answer': {
        'key': ['response_id', 'question_id'],
        'columns': [
            ['response_id', 'response_id', 'text'], ['question_id', 'question_id', 'text'],
            ['answer', 'answer_value', 'integer'],
        ],
        'known': ref('stg_contact_centre__survey_answer_known'),
        'measures': ['answer_value'],
    },
} %}
with
{%- for entity, definition in entities.items() %}
{%- if definition.known is defined %}
{{ entity }}_versions as (

    {{ accounted_rows(
        source('raw_contact_centre', entity), definition.known, definition.columns, definition.key,
        definition.measures or [],
    ) }}

),
{% else %}
{{ entity }}_rows as (

    {{ source_rows(
        source('raw_contact_centre', entity), definition.columns,
        changed_at=['changed_at'], deleted='is_deleted',
    ) }}

),

{{ entity }}_versions as (

    {{ classified_rows(entity ~ '_rows', definition.key) }}

),
{% endif %}
{%- endfor %}
answered_surveys as (

    select response_id
    from survey_response_versions
    where
        not is_raw
        and version_exclusion is null
        and answered_at is not null

),
{% for entity in ['call', 'chat', 'callback', 'agent_shift'] %}
{{ entity }}s as (

    select *, version_exclusion as exclusion_name from {{ entity }}_versions

),
{% endfor %}
survey_responses as (

    select
        *,
        case
            when version_exclusion is not null then version_exclusion
            when not is_raw and answered_at is null then 'unanswered'
        end as exclusion_name
    from survey_response_versions

),

survey_answers as (

    select
        survey_answer_versions.*,
        case
            when survey_answer_versions.version_exclusion is not null
                then survey_answer_versions.version_exclusion
            when not survey_answer_versions.is_raw and answered_surveys.response_id is null
                then 'unanswered'
        end as exclusion_name
    from survey_answer_versions
    left join answered_surveys
        on survey_answer_versions.response_id = answered_surveys.response_id

),

final as (
    {% for entity in entities %}
    {{ control_totals(entity, entity ~ 's') }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
