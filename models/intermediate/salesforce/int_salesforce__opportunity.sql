{{ config(schema='intermediate') }}

{# When a record changed last, where the export tells more of it than its creation. #}
{% set types = existing_columns(source('raw_salesforce', 'opportunity')).types %}
{% set is_change_told = 'systemmodstamp' in types or 'lastmodifieddate' in types %}
with opportunities as (

    select * from {{ ref('stg_salesforce__opportunity') }}

),

final as (

    select
        opportunity_id,
        account_id as customer_id,
        owner_user_id as employee_id,
        campaign_id,
        'erp' as order_system,
        erp_order_no as order_id,

        opportunity_name,
        coalesce(opportunity_type, 'Unknown') as opportunity_type,
        lead_source,
        stage_name,
        coalesce(is_closed, stage_name like 'Closed%') as is_closed,
        coalesce(is_won, stage_name = 'Closed Won') as is_won,
        forecast_category,
        case
            when coalesce(is_closed, stage_name like 'Closed%')
                and not coalesce(is_won, stage_name = 'Closed Won')
                then coalesce(loss_reason_name, 'Not stated')
        end as loss_reason_name,
        competitor_name,
        currency_code,
        coalesce(created_at, changed_at) as created_at,
        {{ business_date('coalesce(created_at, changed_at)') }} as created_date,
        close_date,
        {{ 'changed_at' if is_change_told else 'cast(null as timestamp)' }} as last_changed_at,

        coalesce(opportunity_source_amount, 0) as opportunity_source_amount,
        cast(probability_percent / 100 as decimal(18, 8)) as probability,
        _record_mark
    from opportunities

)

select * from final
