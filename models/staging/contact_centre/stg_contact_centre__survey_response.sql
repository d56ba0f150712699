with known as (

    select * from {{ ref('stg_contact_centre__survey_response_known') }}
    where not is_deleted

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
        _source_position,
        _record_mark
    from known

)

select * from final
