{{ config(enabled=true, materialized='table', schema='marketing') }}

{# What another message does, by how many the same person has had; the last step is open. #}
{%- set most = var('fatigue_most_touches') -%}
with touches as (

    select
        *,
        least(touches_in_window, {{ most }}) as touch_frequency
    from {{ ref('fct_campaign_touch') }}

),

counted as (

    select
        touch_channel,
        touch_frequency,
        count(*) as touch_count,
        sum(case when is_opened then 1 else 0 end) as opened_count,
        sum(case when is_clicked then 1 else 0 end) as clicked_count,
        sum(case when is_responded then 1 else 0 end) as responded_count,
        sum(case when is_unsubscribed then 1 else 0 end) as unsubscribed_count
    from touches
    group by touch_channel, touch_frequency

),

final as (

    select
        touch_channel,
        cast(touch_frequency as integer) as touch_frequency,

        cast(touch_frequency as varchar)
        || case when touch_frequency >= {{ most }} then '+' else '' end as touch_frequency_label,

        cast(touch_count as integer) as touch_count,
        cast(opened_count as integer) as opened_count,
        cast(clicked_count as integer) as clicked_count,
        cast(responded_count as integer) as responded_count,
        cast(unsubscribed_count as integer) as unsubscribed_count,
        {{ share('opened_count', 'touch_count') }} as open_rate,
        {{ share('clicked_count', 'touch_count') }} as click_rate,
        {{ share('responded_count', 'touch_count') }} as response_rate,
        {{ share('unsubscribed_count', 'touch_count') }} as unsubscribe_rate,
        {{ wilson_bound('unsubscribed_count', 'touch_count', '-') }} as unsubscribe_lower,
        {{ wilson_bound('unsubscribed_count', 'touch_count', '+') }} as unsubscribe_upper
    from counted

)

select * from final
