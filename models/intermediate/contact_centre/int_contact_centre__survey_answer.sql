{{ config(schema='intermediate') }}

with answers as (

    select * from {{ ref('stg_contact_centre__survey_answer') }}

),

final as (

    select
        response_id,
        question_id,

        answer_value,

        _record_mark
    from answers

)

select * from final
