{{ config(enabled=true, materialized='table', schema='marketing') }}

{# Hours and weekdays are those of the reporting time zone. #}
with touches as (

    select * from {{ ref('fct_campaign_touch') }}

),

counted as (

    select
        touch_channel,
        sent_day_of_week,
        sent_hour,
        count(*) as touch_count,
        sum(case when is_opened then 1 else 0 end) as opened_count,
        sum(case when is_clicked then 1 else 0 end) as clicked_count,
        sum(case when is_responded then 1 else 0 end) as responded_count,
        sum(case when is_unsubscribed then 1 else 0 end) as unsubscribed_count
    from touches
    group by touch_channel, sent_day_of_week, sent_hour

),

bounded as (

    select
        *,
        {{ wilson_bound('responded_count', 'touch_count', '-') }} as response_lower,
        {{ wilson_bound('responded_count', 'touch_count', '+') }} as response_upper
    from counted

),

final as (

    select
        touch_channel,
        sent_day_of_week,
        sent_hour,

        cast(touch_count as integer) as touch_count,
        cast(opened_count as integer) as opened_count,
        cast(clicked_count as integer) as clicked_count,
        cast(responded_count as integer) as responded_count,
        cast(unsubscribed_count as integer) as unsubscribed_count,
        {{ share('opened_count', 'touch_count') }} as open_rate,
        {{ share('clicked_count', 'touch_count') }} as click_rate,
        {{ share('responded_count', 'touch_count') }} as response_rate,
        response_lower,
        response_upper,
        cast(
            row_number() over (
                partition by touch_channel
                order by response_lower desc, sent_day_of_week, sent_hour
            ) as integer
        ) as send_time_rank
    from bounded

)

select * from final
