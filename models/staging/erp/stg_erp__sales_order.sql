with known as (

    select * from {{ ref('stg_erp__sales_order_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        order_no,
        customer_no,
        channel_id,
        branch_id,
        rep_employee_no,
        opportunity_id,
        campaign_id,

        -- dimensions
        currency_code,
        order_date,
        ordered_at,
        promised_date,
        status_name,

        -- metadata
        order_key,
        party_key,
        _record_mark,
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
