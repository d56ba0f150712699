with source as (

    {{ source_rows(
        source('raw_contact_centre', 'contact'),
        [
            ['contact_id', 'contact_id', 'text'],
            ['full_name', 'full_name', 'text'],
            ['phone', 'phone_number', 'text'],
            ['email', 'email_address', 'text'],
            ['customer_ref', 'customer_ref', 'text'],
            ['created_at', 'created_at', 'timestamp'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['contact_id']) }}

),

final as (

    select
        -- keys
        contact_id,

        -- dimensions
        full_name,
        phone_number,
        email_address,
        customer_ref,
        created_at,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
