with opportunities as (

    select * from {{ ref('fct_opportunity') }} where outcome = 'open'

),

final as (

    select
        {{ surrogate_key(['source_system', 'stage_name', 'age_bucket']) }} as open_deal_age_key,

        source_system,
        stage_name,
        age_bucket,

        cast(count(*) as integer) as open_count,
        {{ amount('sum(opportunity_amount)') }} as open_amount,
        cast(avg(age_days) as decimal(9, 2)) as mean_age_days,
        cast(avg(stage_age_days) as decimal(9, 2)) as mean_stage_age_days,
        cast(sum(case when expected_close_date < {{ as_of_date() }} then 1 else 0 end) as integer)
            as past_close_date_count
    from opportunities
    group by source_system, stage_name, age_bucket

)

select * from final
