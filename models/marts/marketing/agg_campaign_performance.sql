{{ config(enabled=true, materialized='table', schema='marketing') }}

{#
    Uplift is the conversion of members who were written to less that of members held out, both known
    as customers, each counted where it was assigned, with Newcombe's interval. Conversion and uplift
    are of members whose window is over, the return of campaigns of which it is for all.
#}
with campaigns as (

    select * from {{ ref('dim_campaign') }}

),

members as (

    select * from {{ ref('fct_campaign_member') }}

),

touches as (

    select * from {{ ref('fct_campaign_touch') }}

),

costs as (

    select * from {{ ref('fct_campaign_cost') }}

),

attributions as (

    select * from {{ ref('fct_attribution') }}

),

member_totals as (

    select
        campaign_key,
        sum(case when not is_control then 1 else 0 end) as member_count,
        sum(case when is_control then 1 else 0 end) as control_count,
        sum(case when not is_control and is_lead then 1 else 0 end) as lead_count,
        sum(case when not is_control and has_responded then 1 else 0 end) as responded_count,
        sum(case when not is_control and is_converted then 1 else 0 end) as converted_count,
        sum(case when not is_control and is_new_customer then 1 else 0 end) as new_customer_count,
        sum(case when is_window_over then 0 else 1 end) as open_window_count,
        sum(case when not is_control and is_window_over then 1 else 0 end) as observed_count,
        sum(case when not is_control and is_window_over and is_converted then 1 else 0 end)
            as observed_converted_count,
        {%- for group, condition in [('treated', 'not is_control'), ('control', 'is_control')] %}
        sum(case when {{ condition }} and customer_key <> 0 and is_window_over then 1 else 0 end)
            as {{ group }}_trials,
        sum(
            case
                when {{ condition }} and customer_key <> 0 and is_window_over and is_converted then 1
                else 0
            end
        ) as {{ group }}_successes
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from members
    group by campaign_key

),

touch_totals as (

    select
        campaign_key,
        count(*) as touch_count,
        sum(case when is_opened then 1 else 0 end) as opened_count,
        sum(case when is_clicked then 1 else 0 end) as clicked_count,
        sum(case when is_unsubscribed then 1 else 0 end) as unsubscribed_count
    from touches
    group by campaign_key

),

cost_totals as (

    select
        campaign_key,
        sum(cost_amount) as cost_amount
    from costs
    where cost_date <= {{ as_of_date() }}
    group by campaign_key

),

attribution_totals as (

    select
        campaign_key,
        {%- for model in attribution_models() %}
        sum({{ model }}_net_amount) as {{ model }}_net_amount,
        sum({{ model }}_margin_amount) as {{ model }}_margin_amount
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from attributions
    group by campaign_key

),

joined as (

    select
        campaigns.*,
        coalesce(member_totals.member_count, 0) as member_count,
        coalesce(member_totals.control_count, 0) as control_count,
        coalesce(member_totals.lead_count, 0) as lead_count,
        coalesce(member_totals.responded_count, 0) as responded_count,
        coalesce(member_totals.converted_count, 0) as converted_count,
        coalesce(member_totals.new_customer_count, 0) as new_customer_count,
        coalesce(member_totals.observed_count, 0) as observed_count,
        coalesce(member_totals.observed_converted_count, 0) as observed_converted_count,
        coalesce(
            member_totals.open_window_count = 0,
            {{ add_days('campaigns.start_date', var('uplift_window_days')) }}
            <= {{ add_days(as_of_date(), 1) }},
            false
        ) as is_window_over,
        coalesce(touch_totals.touch_count, 0) as touch_count,
        coalesce(touch_totals.opened_count, 0) as opened_count,
        coalesce(touch_totals.clicked_count, 0) as clicked_count,
        coalesce(touch_totals.unsubscribed_count, 0) as unsubscribed_count,
        coalesce(cost_totals.cost_amount, 0) as cost_amount,
        {%- for model in attribution_models() %}
        coalesce(attribution_totals.{{ model }}_net_amount, 0) as {{ model }}_net_amount,
        coalesce(attribution_totals.{{ model }}_margin_amount, 0) as {{ model }}_margin_amount,
        {%- endfor %}
        {{ share('member_totals.treated_successes', 'member_totals.treated_trials') }}
            as treated_rate,
        {{ wilson_bound('member_totals.treated_successes', 'member_totals.treated_trials', '-') }}
            as treated_lower,
        {{ wilson_bound('member_totals.treated_successes', 'member_totals.treated_trials', '+') }}
            as treated_upper,
        {{ share('member_totals.control_successes', 'member_totals.control_trials') }}
            as control_rate,
        {{ wilson_bound('member_totals.control_successes', 'member_totals.control_trials', '-') }}
            as control_lower,
        {{ wilson_bound('member_totals.control_successes', 'member_totals.control_trials', '+') }}
            as control_upper
    from campaigns
    left join member_totals
        on campaigns.campaign_key = member_totals.campaign_key
    left join touch_totals
        on campaigns.campaign_key = touch_totals.campaign_key
    left join cost_totals
        on campaigns.campaign_key = cost_totals.campaign_key
    left join attribution_totals
        on campaigns.campaign_key = attribution_totals.campaign_key

),

final as (

    select
        campaign_key,

        source_system,
        campaign_id,
        campaign_name,
        start_date,
        is_window_over,

        cast(member_count as integer) as member_count,
        cast(control_count as integer) as control_count,
        cast(lead_count as integer) as lead_count,
        cast(touch_count as integer) as touch_count,
        cast(opened_count as integer) as opened_count,
        cast(clicked_count as integer) as clicked_count,
        cast(unsubscribed_count as integer) as unsubscribed_count,
        cast(responded_count as integer) as responded_count,
        cast(converted_count as integer) as converted_count,
        cast(new_customer_count as integer) as new_customer_count,
        cast(observed_count as integer) as observed_count,
        {{ amount('cost_amount') }} as cost_amount,
        {%- for model in attribution_models() %}
        {{ amount(model ~ '_net_amount') }} as {{ model }}_net_amount,
        {{ amount(model ~ '_margin_amount') }} as {{ model }}_margin_amount,
        {%- endfor %}
        {{ share('opened_count', 'touch_count') }} as open_rate,
        {{ share('clicked_count', 'touch_count') }} as click_rate,
        {{ share('responded_count', 'member_count') }} as response_rate,
        {{ share('observed_converted_count', 'observed_count') }} as conversion_rate,
        {{ share('cost_amount', 'responded_count') }} as cost_per_response,
        {{ share('cost_amount', 'lead_count') }} as cost_per_lead,
        {{ share('cost_amount', 'converted_count') }} as cost_per_conversion,
        {{ share('cost_amount', 'new_customer_count') }} as cost_per_customer,
        case
            when is_window_over
                then {{ share(
                    var('attribution_model') ~ '_margin_amount - cost_amount', 'cost_amount'
                ) }}
        end as roi,
        treated_rate,
        control_rate,
        treated_rate - control_rate as uplift,
        {{ difference_lower('treated_rate', 'treated_lower', 'control_rate', 'control_upper') }}
            as uplift_lower,
        {{ difference_upper('treated_rate', 'treated_upper', 'control_rate', 'control_lower') }}
            as uplift_upper
    from joined

)

select * from final
