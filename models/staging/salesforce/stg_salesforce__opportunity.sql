with known as (

    select * from {{ ref('stg_salesforce__opportunity_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        opportunity_id,
        account_id,
        owner_user_id,
        campaign_id,
        erp_order_no,

        -- dimensions
        opportunity_name,
        stage_name,
        currency_code,
        close_date,
        opportunity_type,
        lead_source,
        is_closed,
        is_won,
        forecast_category,
        loss_reason_name,
        competitor_name,
        created_at,

        -- measures
        opportunity_source_amount,
        probability_percent,

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
