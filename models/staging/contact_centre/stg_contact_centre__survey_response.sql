with source as (

    {{ source_rows(
        source('raw_contact_centre', 'survey_response'),
        [
            ['response_id', 'response_id', 'text'],
            ['survey_id', 'survey_id', 'text'],
            ['contact_id', 'contact_id', 'text'],
            ['case_id', 'case_id', 'text'],
            ['order_no', 'order_no', 'text'],
            ['customer_ref', 'customer_ref', 'text'],
            ['sent_at', 'sent_at', 'timestamp'],
            ['answered_at', 'answered_at', 'timestamp'],
            ['comment', 'comment_text', 'text'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['response_id']) }}

),

final as (

    select
        -- keys
        response_id,
        survey_id,
        contact_id,
        case_id,
        order_no,

        -- dimensions
        customer_ref,
        sent_at,
        answered_at,
        comment_text,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
