{{ config(enabled=true, materialized='table', schema='marketing') }}

with members as (

    select * from {{ ref('fct_campaign_member') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

counted as (

    select
        coalesce(campaigns.segment_name, 'Unknown') as segment_name,
        coalesce(campaigns.offer_name, 'Unknown') as offer_name,
        count(distinct members.campaign_key) as campaign_count,
        sum(case when not members.is_control then 1 else 0 end) as member_count,
        sum(case when not members.is_control and members.has_responded then 1 else 0 end)
            as responded_count,
        sum(case when not members.is_control and members.is_converted then 1 else 0 end)
            as converted_count,
        sum(case when members.is_control then 1 else 0 end) as control_count,
        {%- for group, condition in [
            ('observed', 'not members.is_control'), ('observed_control', 'members.is_control'),
        ] %}
        sum(case when {{ condition }} and members.is_window_over then 1 else 0 end)
            as {{ group }}_count,
        sum(
            case when {{ condition }} and members.is_window_over and members.is_converted then 1 else 0 end
        ) as {{ group }}_converted_count,
        {%- endfor %}
        sum(
            case
                when not members.is_control and members.is_window_over then members.net_amount else 0
            end
        ) as observed_net_amount,
        sum(case when members.is_control and members.is_converted then 1 else 0 end)
            as control_converted_count,
        sum(case when not members.is_control then members.net_amount else 0 end) as net_amount,
        sum(case when not members.is_control then members.margin_amount else 0 end)
            as margin_amount
    from members
    inner join campaigns
        on members.campaign_key = campaigns.campaign_key
    group by 1, 2

),

final as (

    select
        segment_name,
        offer_name,

        cast(campaign_count as integer) as campaign_count,
        cast(member_count as integer) as member_count,
        cast(responded_count as integer) as responded_count,
        cast(converted_count as integer) as converted_count,
        cast(observed_count as integer) as observed_count,
        cast(control_count as integer) as control_count,
        cast(control_converted_count as integer) as control_converted_count,
        {{ amount('net_amount') }} as net_amount,
        {{ amount('margin_amount') }} as margin_amount,
        {{ share('responded_count', 'member_count') }} as response_rate,
        {{ share('observed_converted_count', 'observed_count') }} as conversion_rate,
        {{ share('observed_control_converted_count', 'observed_control_count') }}
            as control_conversion_rate,
        {{ share('observed_net_amount', 'observed_count') }} as net_amount_per_member,
        cast(
            row_number() over (
                partition by segment_name
                order by
                    {{ share('observed_converted_count', 'observed_count') }} desc nulls last,
                    offer_name
            ) as integer
        ) as offer_rank
    from counted

)

select * from final
