with source as (

    {{ source_rows(
        source('raw_contact_centre', 'chat'),
        [
            ['chat_id', 'chat_id', 'text'],
            ['contact_id', 'contact_id', 'text'],
            ['agent_no', 'agent_no', 'text'],
            ['case_id', 'case_id', 'text'],
            ['queue', 'queue_name', 'text'],
            ['started_at', 'started_at', 'timestamp'],
            ['ended_at', 'ended_at', 'timestamp'],
            ['wait_seconds', 'wait_seconds', 'integer'],
            ['message_count', 'message_count', 'integer'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['chat_id']) }}

),

final as (

    select
        -- keys
        chat_id,
        contact_id,
        agent_no,
        case_id,

        -- dimensions
        queue_name,
        started_at,
        ended_at,

        -- measures
        wait_seconds,
        message_count,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
