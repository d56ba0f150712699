with source as (

    {{ source_rows(
        source('raw_contact_centre', 'survey_answer'),
        [
            ['response_id', 'response_id', 'text'],
            ['question_id', 'question_id', 'text'],
            ['answer', 'answer_value', 'integer'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['response_id', 'question_id']) }}

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
        _source_position
    from known

)

select * from final
