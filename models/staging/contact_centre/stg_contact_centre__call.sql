with source as (

    {{ source_rows(
        source('raw_contact_centre', 'call'),
        [
            ['call_id', 'call_id', 'text'],
            ['contact_id', 'contact_id', 'text'],
            ['agent_no', 'agent_no', 'text'],
            ['case_id', 'case_id', 'text'],
            ['caller_phone', 'caller_phone', 'text'],
            ['queue', 'queue_name', 'text'],
            ['skill', 'skill_name', 'text'],
            ['direction', 'direction', 'text'],
            ['offered_at', 'offered_at', 'timestamp'],
            ['answered_at', 'answered_at', 'timestamp'],
            ['ended_at', 'ended_at', 'timestamp'],
            ['outcome', 'outcome', 'text'],
            ['wait_seconds', 'wait_seconds', 'integer'],
            ['talk_seconds', 'talk_seconds', 'integer'],
            ['hold_seconds', 'hold_seconds', 'integer'],
            ['wrap_seconds', 'wrap_seconds', 'integer'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['call_id']) }}

),

final as (

    select
        -- keys
        call_id,
        contact_id,
        agent_no,
        case_id,

        -- dimensions
        caller_phone,
        queue_name,
        skill_name,
        direction,
        offered_at,
        answered_at,
        ended_at,
        outcome,

        -- measures
        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_seconds,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
