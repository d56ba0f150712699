{{ config(
    enabled=true,
    schema='marketing',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='campaign_member_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    A member converts with an order in the var uplift_window_days days from the campaign's start, the
    first day included: the same days for members who were written to and for those held out.
#}
{% set window_start = 'coalesce(campaigns.start_date, members.joined_date)' %}
{% set is_window_over -%}
    coalesce(
        {{ add_days(window_start, var('uplift_window_days')) }} <= {{ add_days(as_of_date(), 1) }}, false
    )
{%- endset %}
{% set made_of = [
    'members.source_system', 'members._record_mark', 'party_marks.party_mark',
    'campaigns.campaign_key', 'campaigns.start_date', 'customer_orders.orders_mark',
    var('uplift_window_days'), 'case when ' ~ is_window_over ~ ' then 1 else 0 end',
] %}
{% set member_group = 'mod(campaign_member_key, 4096)' %}
{% set counted = 'customer_key <> 0 and not is_cancelled and order_date <= ' ~ as_of_date() %}
with campaigns as (

    select * from {{ ref('dim_campaign') }}

),

orders as (

    select customer_key, order_date, net_amount, margin_amount
    from {{ ref('fct_order') }}
    where {{ counted }}

),

customer_orders as (

    select
        customer_key,
        min(order_date) as first_order_date,
        {{ content_hash(['order_key', 'order_date', 'net_amount', 'margin_amount']) }}
            as orders_mark
    from {{ ref('fct_order') }}
    where {{ counted }}
    group by customer_key

),
{% if is_incremental() %}
present as (

    select
        members.source_system,
        members._record_mark,
        {{ row_hash(made_of) }} as _version_mark
    from {{ ref('int_marketing_campaign_member') }} as members
    {{ join_party_mark('members') }}
    {{ join_campaign_by_hash('members.source_system', 'members.campaign_id') }}
    left join customer_orders
        on party_marks.customer_key = customer_orders.customer_key

),

{#
    Members are looked at by themselves only in groups whose messages are other ones than those the
    group was made of: a message that moves to another member has another mark.
#}
member_groups as (

    select coalesce(present.member_group, built.member_group) as member_group
    from (
        select
            {{ member_group }} as member_group,
            {{ content_hash(['_version_mark']) }} as touches_mark
        from {{ ref('fct_campaign_touch') }}
        group by 1
    ) as present
    full outer join (
        select
            {{ member_group }} as member_group,
            {{ united_hash('_touches_mark') }} as touches_mark
        from {{ this }}
        group by 1
    ) as built
        on present.member_group = built.member_group
    where present.touches_mark is distinct from built.touches_mark

),

touch_marks as (

    select
        campaign_member_key,
        {{ content_hash(['_version_mark']) }} as touches_mark
    from {{ ref('fct_campaign_touch') }}
    where {{ member_group }} in (select member_group from member_groups)
    group by campaign_member_key

),

built as (

    select
        built.campaign_member_key,
        built._version_mark,
        member_groups.member_group is not null
        and built._touches_mark is distinct from touch_marks.touches_mark as is_touched
    from {{ this }} as built
    left join member_groups
        on mod(built.campaign_member_key, 4096) = member_groups.member_group
    left join touch_marks
        on built.campaign_member_key = touch_marks.campaign_member_key

),

changed as (

    select
        present.source_system,
        present._record_mark,
        present._version_mark,
        case when present._version_mark is null then built.campaign_member_key end
            as old_campaign_member_key
    from present
    full outer join built
        on present._version_mark = built._version_mark
    where
        present._version_mark is null
        or built._version_mark is null
        or built.is_touched

),
{% endif %}
members as (

    select
        members.*
        {%- if is_incremental() %},
        changed._version_mark
        {%- endif %}
    from {{ ref('int_marketing_campaign_member') }} as members
    {%- if is_incremental() %}
    inner join changed
        on members.source_system = changed.source_system
        and members._record_mark = changed._record_mark
    {%- endif %}

),

keyed as (

    select
        members.campaign_member_key,
        {{ party_keys() }},
        {{ member_key('campaigns.campaign_key', 'members.campaign_id') }} as campaign_key,
        members.lead_key,
        members.source_system,
        members.member_id,
        members.lead_id,
        members.status_name,
        members.joined_date,
        members.first_responded_date,
        {{ window_start }} as window_start_date,
        {{ is_window_over | indent(8) }} as is_window_over,
        members.is_lead,
        members.is_control,
        members.has_responded,
        customer_orders.first_order_date,
        {{ 'members._version_mark' if is_incremental() else row_hash(made_of) }} as _version_mark
    from members
    {{ join_party('members', 'members.joined_date') }}
    {%- if not is_incremental() %}
    {{ join_party_mark('members') }}
    {%- endif %}
    left join campaigns
        on members.source_system = campaigns.source_system
        and members.campaign_id = campaigns.campaign_id
    left join customer_orders
        on identities.customer_key = customer_orders.customer_key

),

touched as (

    select
        touches.campaign_member_key,
        {{ content_hash(['touches._version_mark']) }} as touches_mark,
        count(*) as touch_count,
        min(touches.touch_date) as first_touch_date,
        max(case when touches.is_opened then 1 else 0 end) as opened_count,
        max(case when touches.is_clicked then 1 else 0 end) as clicked_count,
        max(case when touches.is_responded then 1 else 0 end) as responded_count,
        max(case when touches.is_unsubscribed then 1 else 0 end) as unsubscribed_count
    from {{ ref('fct_campaign_touch') }} as touches
    {%- if is_incremental() %}
    where touches.campaign_member_key in (select keyed.campaign_member_key from keyed)
    {%- endif %}
    group by touches.campaign_member_key

),

member_spans as (

    select *, {{ span_of('window_start_date', var('uplift_window_days')) }} as order_span
    from keyed
    where customer_key <> 0
    union all
    select *, {{ span_of('window_start_date', var('uplift_window_days')) }} + 1 as order_span
    from keyed
    where customer_key <> 0

),

bought as (

    select
        keyed.campaign_member_key,
        count(*) as order_count,
        min(orders.order_date) as converted_date,
        sum(orders.net_amount) as net_amount,
        sum(orders.margin_amount) as margin_amount
    from member_spans as keyed
    inner join orders
        on keyed.customer_key = orders.customer_key
        and keyed.order_span = {{ span_of('orders.order_date', var('uplift_window_days')) }}
        and orders.order_date >= keyed.window_start_date
        and orders.order_date
        < {{ add_days('keyed.window_start_date', var('uplift_window_days')) }}
    group by keyed.campaign_member_key

),

final as (

    select
        keyed.campaign_member_key,
        keyed.customer_key,
        keyed.customer_version_key,
        keyed.campaign_key,
        keyed.lead_key,

        keyed.source_system,
        keyed.member_id,
        keyed.lead_id,
        keyed.status_name,
        keyed.joined_date,
        keyed.first_responded_date,
        touched.first_touch_date,
        bought.converted_date,
        keyed.is_lead,
        keyed.is_control,
        keyed.is_window_over,
        keyed.has_responded or coalesce(touched.responded_count, 0) > 0 as has_responded,
        coalesce(touched.opened_count, 0) > 0 as has_opened,
        coalesce(touched.clicked_count, 0) > 0 as has_clicked,
        coalesce(touched.unsubscribed_count, 0) > 0 as has_unsubscribed,
        bought.converted_date is not null as is_converted,
        coalesce(keyed.first_order_date = bought.converted_date, false) as is_new_customer,

        cast(coalesce(touched.touch_count, 0) as integer) as touch_count,
        cast(coalesce(bought.order_count, 0) as integer) as order_count,
        {{ amount('coalesce(bought.net_amount, 0)') }} as net_amount,
        {{ amount('coalesce(bought.margin_amount, 0)') }} as margin_amount,

        keyed._version_mark,
        touched.touches_mark as _touches_mark
    from keyed
    left join touched
        on keyed.campaign_member_key = touched.campaign_member_key
    left join bought
        on keyed.campaign_member_key = bought.campaign_member_key

)

{{ replaced_rows('final', 'changed', ['campaign_member_key']) }}
