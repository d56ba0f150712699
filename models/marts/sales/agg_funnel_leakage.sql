with visits as (

    select * from {{ ref('fct_opportunity_stage') }} where exit_kind = 'lost'

),

final as (

    select
        {{ surrogate_key([
            'source_system', 'cast(date_trunc(\'quarter\', exited_date) as date)', 'stage_name',
            'loss_reason_name',
        ]) }} as funnel_leakage_key,

        source_system,
        cast(date_trunc('quarter', exited_date) as date) as quarter_start_date,
        stage_name,
        loss_reason_name,

        cast(count(*) as integer) as lost_count,
        {{ amount('sum(opportunity_amount)') }} as lost_amount
    from visits
    group by
        source_system, cast(date_trunc('quarter', exited_date) as date), stage_name,
        loss_reason_name

)

select * from final
