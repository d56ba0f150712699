{# Answers to surveys that were not completed are left out, with their surveys. #}
with answers as (

    {{ conform('survey_answer', {
        'response_id': 'text', 'question_id': 'text', 'answer_value': 'integer',
    }) | indent(4) }}

),

responses as (

    select * from {{ ref('int_service_survey') }}

),

questions as (

    select * from {{ ref('survey_questions') }}

),

dated as (

    select
        answers.source_system,
        answers.response_id,
        answers.question_id,
        answers.answer_value,
        responses.survey_response_key,
        responses.survey_id,
        responses.party_system,
        responses.party_id,
        responses.answered_date
    from answers
    inner join responses
        on answers.source_system = responses.source_system
        and answers.response_id = responses.response_id
    where responses.answered_date is not null

),

final as (

    select
        {{ surrogate_key(['dated.source_system', 'dated.response_id', 'dated.question_id']) }}
            as survey_answer_key,
        dated.survey_response_key,
        {{ party_keys() }},

        dated.source_system,
        dated.response_id,
        dated.survey_id,
        dated.question_id,
        coalesce(questions.question_kind, 'unknown') as question_kind,
        dated.answered_date,

        dated.answer_value,
        coalesce(
            dated.answer_value between questions.scale_min and questions.scale_max, false
        ) as is_on_scale
    from dated
    {{ join_party('dated', 'dated.answered_date') }}
    left join questions
        on dated.question_id = questions.question_id

)

select * from final
