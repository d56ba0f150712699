with known as (

    select * from {{ ref('stg_salesforce__campaign_member_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        campaign_member_id,
        campaign_id,
        lead_id,
        crm_contact_id,
        account_id,

        -- dimensions
        status_name,
        has_responded,
        first_responded_date,
        is_control,
        created_at,

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
