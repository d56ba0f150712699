with known as (

    select * from {{ ref('stg_contact_centre__contact_known') }}
    where not is_deleted

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
        _source_position,
        changed_date,
        first_seen_date,
        party_key,
        erp_party_key,
        _record_mark
    from known

)

select * from final
