{#
    Answers off their scale count nowhere. The satisfaction score puts every survey on 0 to 100: the
    mean, over the survey's leading questions, of (answer - least) / (most - least).
#}
{%- set leading = "('nps', 'csat', 'ces', 'acsi', 'task_ease')" -%}
with responses as (

    select *
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

    select * from {{ ref('int_service_case') }}

),

orders as (

    select * from {{ ref('fct_order') }}

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
    inner join questions
        on answers.question_id = questions.question_id
    group by answers.survey_response_key

),

final as (

    select
        responses.survey_response_key,
        {{ party_keys() }},
        coalesce(cases.case_key, 0) as case_key,
        coalesce(orders.order_key, 0) as order_key,

        responses.source_system,
        responses.response_id,
        responses.survey_id,
        responses.sent_at,
        responses.sent_date,
        responses.answered_at,
        responses.answered_date,
        case
            when scores.nps_score >= 9 then 'promoter'
            when scores.nps_score >= 7 then 'passive'
            when scores.nps_score >= 0 then 'detractor'
            else 'not_asked'
        end as nps_group,
        scores.csat_score >= {{ var('csat_top_box_from') }} as is_satisfied,
        scores.task_score = 1 as is_task_completed,
        responses.comment_text,

        cast(coalesce(scores.answer_count, 0) as integer) as answer_count,
        cast(scores.nps_score as integer) as nps_score,
        cast(scores.csat_score as integer) as csat_score,
        cast(scores.ces_score as integer) as ces_score,
        cast(scores.satisfaction_score as double) as satisfaction_score
    from responses
    {{ join_party('responses', 'responses.answered_date') }}
    left join scores
        on responses.survey_response_key = scores.survey_response_key
    left join cases
        on responses.case_key = cases.case_key
    left join orders
        on responses.order_key = orders.order_key

)

select * from final
