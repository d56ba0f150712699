with source as (

    {{ source_rows(
        source('raw_contact_centre', 'callback'),
        [
            ['callback_id', 'callback_id', 'text'],
            ['contact_id', 'contact_id', 'text'],
            ['case_id', 'case_id', 'text'],
            ['agent_no', 'agent_no', 'text'],
            ['kind', 'callback_kind', 'text'],
            ['scheduled_at', 'scheduled_at', 'timestamp'],
            ['done_at', 'done_at', 'timestamp'],
            ['outcome', 'outcome', 'text'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['callback_id']) }}

),

final as (

    select
        -- keys
        callback_id,
        contact_id,
        case_id,
        agent_no,

        -- dimensions
        callback_kind,
        scheduled_at,
        done_at,
        outcome,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
