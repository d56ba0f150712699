{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='survey_response_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Answers to surveys that were not completed are left out, with their surveys. #}
{% set columns = {
    'response_id': 'text', 'question_id': 'text', 'answer_value': 'integer',
} %}
with records as (

    {{ conform('survey_answer', {'response_id': 'text', '_record_mark': 'bigint'}) | indent(4) }}

),

record_marks as (

    select
        {{ row_hash(['source_system', 'response_id']) }} as response_hash,
        {{ content_hash(['_record_mark']) }} as record_mark
    from records
    group by 1

),

responses as (

    select
        survey_response_key,
        customer_key,
        customer_version_key,
        source_system,
        response_id,
        survey_id,
        answered_date,
        {{ row_hash(['source_system', 'response_id']) }} as response_hash,
        _version_mark
    from {{ ref('int_service_survey') }}
    where answered_date is not null

),

questions as (

    select * from {{ ref('survey_questions') }}

),

question_marks as (

    select {{ content_hash(['question_id', 'question_kind', 'scale_min', 'scale_max']) }}
        as question_mark
    from questions

),

marks as (

    select
        responses.survey_response_key,
        {{ row_hash([
            'record_marks.record_mark', 'responses._version_mark', 'question_marks.question_mark',
        ]) }} as _version_mark
    from responses
    inner join record_marks
        on responses.response_hash = record_marks.response_hash
    cross join question_marks

),

changed as (

    {{ changed_groups('marks', ['survey_response_key']) | indent(4) }}

),

made as (

    select
        responses.survey_response_key,
        responses.customer_key,
        responses.customer_version_key,
        responses.source_system,
        responses.response_id,
        responses.survey_id,
        responses.answered_date,
        changed._version_mark
    from changed
    inner join responses
        on changed.survey_response_key = responses.survey_response_key

),

answers as (

    {{ conform('survey_answer', columns) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(['made.source_system', 'made.response_id', 'answers.question_id']) }}
            as survey_answer_key,
        made.survey_response_key,
        made.customer_key,
        made.customer_version_key,

        made.source_system,
        made.response_id,
        made.survey_id,
        answers.question_id,
        coalesce(questions.question_kind, 'unknown') as question_kind,
        made.answered_date,

        answers.answer_value,
        coalesce(
            answers.answer_value between questions.scale_min and questions.scale_max, false
        ) as is_on_scale,

        made._version_mark
    from answers
    inner join made
        on answers.source_system = made.source_system
        and answers.response_id = made.response_id
    left join questions
        on answers.question_id = questions.question_id

)

{{ made_again('final', 'changed', ['survey_response_key']) }}
