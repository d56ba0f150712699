{{ config(
    enabled=true,
    schema='marketing',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='touch_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Fatigue counts the messages that reached the same person in the days before and including this
    one (var fatigue_window_days). Who is neither a known customer nor a lead is told apart as a
    member. A message that is new, another one or gone makes those anew that reached its person in the
    days after it; who is only a member is one person with all such members here.
#}
{% set window = "interval '" ~ var('fatigue_window_days') ~ "' day" %}
{% set made_of = [
    'touches.source_system', 'touches._record_mark', 'identities.customer_key',
    'customer_marks.versions_mark', 'campaigns.campaign_key',
    "'" ~ var('reporting_timezone') ~ "'", var('fatigue_window_days'),
] %}
with campaigns as (

    select * from {{ ref('dim_campaign') }}

),
{% if is_incremental() %}
present as (

    select
        touches.source_system,
        touches._record_mark,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        coalesce(touches.sent_at, timestamp '1900-01-01 00:00:00') as sent_at,
        case
            when identities.customer_key <> 0 then identities.customer_key
            when touches.lead_id is not null then {{ row_hash(['touches.lead_id']) }}
            else 0
        end as person_mark,
        {{ row_hash(made_of) }} as _version_mark
    from {{ ref('int_marketing_campaign_touch') }} as touches
    {{ join_party_mark('touches') }}
    left join campaigns
        on touches.campaign_system = campaigns.source_system
        and touches.campaign_id = campaigns.campaign_id

),

built as (

    select
        touch_key,
        _version_mark,
        coalesce(sent_at, timestamp '1900-01-01 00:00:00') as sent_at,
        case
            when customer_key <> 0 then customer_key
            when lead_id is not null then {{ row_hash(['lead_id']) }}
            else 0
        end as person_mark
    from {{ this }}

),

differing as (

    select
        coalesce(present.person_mark, built.person_mark) as person_mark,
        coalesce(present.sent_at, built.sent_at) as sent_at,
        built.touch_key as old_touch_key
    from present
    full outer join built
        on present._version_mark = built._version_mark
    where
        present._version_mark is null
        or built._version_mark is null

),

disturbed as (

    select
        person_mark,
        min(sent_at) as first_at,
        max(sent_at) as last_at
    from differing
    group by person_mark

),

counted_again as (

    select
        present.source_system,
        present._record_mark,
        present.customer_key,
        present.campaign_key,
        present._version_mark,
        present.sent_at >= disturbed.first_at as is_made_again
    from present
    inner join disturbed
        on present.person_mark = disturbed.person_mark
        and present.sent_at >= disturbed.first_at - {{ window }}
        and present.sent_at <= disturbed.last_at + {{ window }}

),
{% endif %}
touches as (

    select
        touches.*,
        {%- if is_incremental() %}
        counted_again.customer_key,
        counted_again.campaign_key,
        counted_again._version_mark,
        counted_again.is_made_again,
        {%- else %}
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        {{ row_hash(made_of) }} as _version_mark,
        true as is_made_again,
        {%- endif %}
        {{ business_date('touches.sent_at') }} as touch_date,
        {{ reporting_time('touches.sent_at') }} as sent_time
    from {{ ref('int_marketing_campaign_touch') }} as touches
    {%- if is_incremental() %}
    inner join counted_again
        on touches.source_system = counted_again.source_system
        and touches._record_mark = counted_again._record_mark
    {%- else %}
    {{ join_party_mark('touches') }}
    left join campaigns
        on touches.campaign_system = campaigns.source_system
        and touches.campaign_id = campaigns.campaign_id
    {%- endif %}

),

keyed as (

    select
        touches.touch_key,
        touches.customer_key,
        coalesce(customer_versions.customer_version_key, 0) as customer_version_key,
        touches.campaign_key,
        touches.campaign_member_key,
        touches.source_system,
        touches.touch_id,
        touches.lead_id,
        touches.touch_channel,
        touches.touch_date,
        touches.sent_at,
        touches.sent_time,
        touches.opened_at,
        touches.clicked_at,
        touches.responded_at,
        touches.unsubscribed_at,
        touches.is_made_again,
        touches._version_mark
    from touches
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'touches.customer_key',
        'touches.touch_date',
    ) }}

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
            range between {{ window }} preceding and current row
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

        cast(touches_in_window as integer) as touches_in_window,

        _version_mark
    from counted
    where is_made_again

)

{{ replaced_rows('final', 'differing', ['touch_key']) }}
