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
    member, and without any of these each message is one to somebody else. A message that is new, another one or gone makes those anew that reached its person in the
    days after it, which are the same ones and are read from the table; who is only a member is one
    person with all such members here.
#}
{% set window = "interval '" ~ var('fatigue_window_days') ~ "' day" %}
{% set person_mark -%}
    case
        when customer_key <> 0 then customer_key
        when lead_id is not null then {{ row_hash(['lead_id']) }}
        else 0
    end
{%- endset %}
{% set made_of = [
    'touches.source_system', 'touches._record_mark', 'party_marks.party_mark',
    'campaigns.campaign_key',
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
        {{ row_hash(made_of) }} as _version_mark
    from {{ ref('int_marketing_campaign_touch') }} as touches
    {{ join_party_mark('touches') }}
    {{ join_campaign_by_hash('touches.campaign_system', 'touches.campaign_id') }}

),

changed as (

    {{ changed_marks('present', ['touch_key']) }}

),
{% endif %}
touches as (

    select
        touches.*,
        {%- if is_incremental() %}
        changed._version_mark,
        {%- endif %}
        {{ business_date('touches.sent_at') }} as touch_date
    from {{ ref('int_marketing_campaign_touch') }} as touches
    {%- if is_incremental() %}
    inner join changed
        on touches.source_system = changed.source_system
        and touches._record_mark = changed._record_mark
    {%- endif %}

),

looked_up as (

    select
        touches.touch_key,
        {{ party_keys() }},
        {{ member_key('campaigns.campaign_key', 'touches.campaign_id') }} as campaign_key,
        touches.campaign_member_key,
        touches.source_system,
        touches.touch_id,
        touches.lead_id,
        touches.touch_channel,
        touches.touch_date,
        touches.sent_at,
        touches.opened_at,
        touches.clicked_at,
        touches.responded_at,
        touches.unsubscribed_at,
        {{ 'touches._version_mark' if is_incremental() else row_hash(made_of) }} as _version_mark,
        true as is_made_again
    from touches
    {{ join_party('touches', 'touches.touch_date') }}
    {%- if not is_incremental() %}
    {{ join_party_mark('touches') }}
    {%- endif %}
    left join campaigns
        on touches.campaign_system = campaigns.source_system
        and touches.campaign_id = campaigns.campaign_id

),
{% if is_incremental() %}
built as (

    select
        built.*,
        changed.old_touch_key,
        {{ person_mark }} as person_mark
    from {{ this }} as built
    left join (
        select old_touch_key from changed where old_touch_key is not null
    ) as changed
        on built.touch_key = changed.old_touch_key

),

differing as (

    select
        {{ person_mark }} as person_mark,
        coalesce(sent_at, timestamp '1900-01-01 00:00:00') as sent_at
    from looked_up

    union all

    select
        person_mark,
        coalesce(sent_at, timestamp '1900-01-01 00:00:00') as sent_at
    from built
    where old_touch_key is not null

),

disturbed as (

    select
        person_mark,
        min(sent_at) as first_at,
        max(sent_at) as last_at
    from differing
    group by person_mark

),

{# Messages that are the same ones still, near one that is not. #}
neighbours as (

    select
        built.*,
        coalesce(built.sent_at, timestamp '1900-01-01 00:00:00') >= disturbed.first_at
            as is_made_again
    from built
    inner join disturbed
        on built.person_mark = disturbed.person_mark
    where
        built.old_touch_key is null
        and coalesce(built.sent_at, timestamp '1900-01-01 00:00:00')
        between disturbed.first_at - {{ window }} and disturbed.last_at + {{ window }}

),
{% endif %}
keyed as (

    select *
    from looked_up
    {%- if is_incremental() %}

    union all

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
        opened_at,
        clicked_at,
        responded_at,
        unsubscribed_at,
        _version_mark,
        is_made_again
    from neighbours
    {%- endif %}

),

counted as (

    select
        *,
        {{ reporting_time('sent_at') }} as sent_time,
        count(*) over (
            partition by
                customer_key,
                case when customer_key = 0 then lead_id end,
                case when customer_key = 0 and lead_id is null then campaign_member_key end,
                case
                    when customer_key = 0 and lead_id is null and campaign_member_key = 0 then touch_key
                end
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

{{ replaced_rows('final', 'changed', ['touch_key']) }}
