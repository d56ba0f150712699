with source as (

    {{ source_rows(
        source('raw_contact_centre', 'agent_shift'),
        [
            ['shift_id', 'shift_id', 'text'],
            ['agent_no', 'agent_no', 'text'],
            ['queue', 'queue_name', 'text'],
            ['started_at', 'started_at', 'timestamp'],
            ['ended_at', 'ended_at', 'timestamp'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['shift_id']) }}

),

final as (

    select
        -- keys
        shift_id,
        agent_no,

        -- dimensions
        queue_name,
        started_at,
        ended_at,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
