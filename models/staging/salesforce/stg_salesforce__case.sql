with known as (

    select * from {{ ref('stg_salesforce__case_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        case_id,
        account_id,
        crm_contact_id,
        owner_user_id,
        product_id,
        batch_no,
        erp_order_no,

        -- dimensions
        case_number,
        origin_name,
        case_type,
        reason_name,
        priority_name,
        status_name,
        subject,
        is_closed,
        is_escalated,
        closed_at,
        first_response_at,
        follow_up_date,
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
