with known as (

    select * from {{ ref('stg_contact_centre__survey_answer_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        response_id,
        question_id,

        -- measures
        answer_value,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        _record_mark
    from known

)

select * from final
