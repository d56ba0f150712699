{{ config(enabled=true, materialized='table', schema='marketing') }}

{#
    Fatigue counts the messages that reached the same person in the days before and including this
    one (var fatigue_window_days). Who is neither a known customer nor a lead is told apart as a
    member.
#}
with touches as (

    select * from {{ ref('int_marketing_campaign_touch') }}

),

dated as (

    select
        *,
        {{ business_date('sent_at') }} as touch_date,
        {{ reporting_time('sent_at') }} as sent_time
    from touches

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

keyed as (

    select
        dated.touch_key,
        {{ party_keys() }},
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        dated.campaign_member_key,
        dated.source_system,
        dated.touch_id,
        dated.lead_id,
        dated.touch_channel,
        dated.touch_date,
        dated.sent_at,
        dated.sent_time,
        dated.opened_at,
        dated.clicked_at,
        dated.responded_at,
        dated.unsubscribed_at
    from dated
    {{ join_party('dated', 'dated.touch_date') }}
    left join campaigns
        on dated.campaign_key = campaigns.campaign_key

),

counted as (

    select
        *,
        count(*) over (
            partition by
                customer_key,
                case when customer_key = 0 then lead_id end,
                case when customer_key = 0 and lead_id is null then campaign_member_key end
            order by sent_at
            range between interval '{{ var("fatigue_window_days") }}' day preceding and current row
        ) as touches_in_window
    from keyed

),

final as (

    select
        touch_key,
        customer_key,
        customer_version_key,
        campaign_key,
        campaign_member_key,

        source_system,
        touch_id,
        lead_id,
        touch_channel,
        touch_date,
        sent_at,
        cast(extract(hour from sent_time) as integer) as sent_hour,
        {{ iso_day_of_week('sent_time') }} as sent_day_of_week,
        opened_at,
        clicked_at,
        responded_at,
        unsubscribed_at,
        opened_at is not null as is_opened,
        clicked_at is not null as is_clicked,
        responded_at is not null as is_responded,
        unsubscribed_at is not null as is_unsubscribed,

        cast(touches_in_window as integer) as touches_in_window
    from counted

)

select * from final
