{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='survey_response_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Answers off their scale count nowhere. The satisfaction score puts every survey on 0 to 100: the
    mean, over the survey's leading questions, of (answer - least) / (most - least).
#}
{%- set leading = "('nps', 'csat', 'ces', 'acsi', 'task_ease')" -%}
with surveys as (

    select * from {{ ref('int_service_survey') }}

),

responses as (

    select survey_response_key, case_key, order_key, _version_mark
    from {{ ref('int_service_survey') }}
    where answered_date is not null

),

answers as (

    select *
    from {{ ref('fct_survey_answer') }}
    where is_on_scale

),

questions as (

    select * from {{ ref('survey_questions') }}

),

cases as (

    select case_key from {{ ref('int_service_case') }}

),

orders as (

    select order_key from {{ ref('fct_order') }}

),

question_marks as (

    select {{ content_hash(['question_id', 'scale_min', 'scale_max']) }} as question_mark
    from questions

),

answer_marks as (

    select survey_response_key, min(_version_mark) as answer_mark
    from answers
    group by survey_response_key

),

keyed as (

    select
        responses.survey_response_key,
        coalesce(cases.case_key, 0) as known_case_key,
        coalesce(orders.order_key, 0) as known_order_key,
        {{ row_hash([
            'responses._version_mark', 'answer_marks.answer_mark', 'cases.case_key',
            'orders.order_key', 'question_marks.question_mark', var('csat_top_box_from'),
        ]) }} as _version_mark
    from responses
    left join answer_marks
        on responses.survey_response_key = answer_marks.survey_response_key
    left join cases
        on responses.case_key = cases.case_key
    left join orders
        on responses.order_key = orders.order_key
    cross join question_marks

),

changed as (

    {{ changed_groups('keyed', ['survey_response_key'], single=true) | indent(4) }}

),

scores as (

    select
        answers.survey_response_key,
        count(*) as answer_count,
        max(case when answers.question_kind = 'nps' then answers.answer_value end) as nps_score,
        max(case when answers.question_kind = 'csat' then answers.answer_value end) as csat_score,
        max(case when answers.question_kind = 'ces' then answers.answer_value end) as ces_score,
        max(case when answers.question_kind = 'task' then answers.answer_value end) as task_score,
        avg(
            case
                when answers.question_kind in {{ leading }}
                    then cast(
                        100.0 * (answers.answer_value - questions.scale_min)
                        / (questions.scale_max - questions.scale_min) as decimal(18, 6)
                    )
            end
        ) as satisfaction_score
    from answers
    inner join changed
        on answers.survey_response_key = changed.survey_response_key
    inner join questions
        on answers.question_id = questions.question_id
    group by answers.survey_response_key

),

final as (

    select
        surveys.survey_response_key,
        coalesce(surveys.customer_key, 0) as customer_key,
        coalesce(surveys.customer_version_key, 0) as customer_version_key,
        keyed.known_case_key as case_key,
        keyed.known_order_key as order_key,

        surveys.source_system,
        surveys.response_id,
        surveys.survey_id,
        surveys.sent_at,
        surveys.sent_date,
        surveys.answered_at,
        surveys.answered_date,
        case
            when scores.nps_score >= 9 then 'promoter'
            when scores.nps_score >= 7 then 'passive'
            when scores.nps_score >= 0 then 'detractor'
            else 'not_asked'
        end as nps_group,
        scores.csat_score >= {{ var('csat_top_box_from') }} as is_satisfied,
        scores.task_score = 1 as is_task_completed,
        surveys.comment_text,

        cast(coalesce(scores.answer_count, 0) as integer) as answer_count,
        cast(scores.nps_score as integer) as nps_score,
        cast(scores.csat_score as integer) as csat_score,
        cast(scores.ces_score as integer) as ces_score,
        cast(scores.satisfaction_score as double) as satisfaction_score,

        keyed._version_mark
    from changed
    inner join keyed
        on changed.survey_response_key = keyed.survey_response_key
    inner join surveys
        on changed.survey_response_key = surveys.survey_response_key
    left join scores
        on changed.survey_response_key = scores.survey_response_key

)

{{ made_again('final', 'changed', ['survey_response_key']) }}
