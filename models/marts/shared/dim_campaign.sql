with campaigns as (

    {{ conform('campaign', {
        'campaign_id': 'text',
        'campaign_name': 'text',
        'campaign_type': 'text',
        'status_name': 'text',
        'parent_campaign_id': 'text',
        'offer_name': 'text',
        'segment_name': 'text',
        'channel_name': 'text',
        'start_date': 'date',
        'end_date': 'date',
        'budgeted_cost_amount': 'amount',
        'actual_cost_amount': 'amount',
        'expected_revenue_amount': 'amount',
    }) }}

),

members as (

    select
        {{ surrogate_key(['campaigns.source_system', 'campaigns.campaign_id']) }} as campaign_key,
        campaigns.source_system,
        campaigns.campaign_id,
        campaigns.campaign_name,
        coalesce(parents.campaign_name, campaigns.campaign_name) as parent_campaign_name,
        campaigns.campaign_type,
        campaigns.status_name,
        campaigns.offer_name,
        campaigns.segment_name,
        campaigns.channel_name,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.budgeted_cost_amount,
        campaigns.actual_cost_amount,
        campaigns.expected_revenue_amount
    from campaigns
    left join campaigns as parents
        on campaigns.source_system = parents.source_system
        and campaigns.parent_campaign_id = parents.campaign_id
    {%- for key, id, name in special_members() %}

    union all

    select
        {{ key }} as campaign_key,
        '{{ id }}' as source_system,
        '{{ id }}' as campaign_id,
        '{{ name }}' as campaign_name,
        '{{ name }}' as parent_campaign_name,
        cast(null as varchar) as campaign_type,
        cast(null as varchar) as status_name,
        cast(null as varchar) as offer_name,
        cast(null as varchar) as segment_name,
        cast(null as varchar) as channel_name,
        cast(null as date) as start_date,
        cast(null as date) as end_date,
        cast(null as decimal(18, 4)) as budgeted_cost_amount,
        cast(null as decimal(18, 4)) as actual_cost_amount,
        cast(null as decimal(18, 4)) as expected_revenue_amount
    {%- endfor %}

),

final as (

    select
        cast(campaign_key as bigint) as campaign_key,

        source_system,
        campaign_id,
        campaign_name,
        parent_campaign_name,
        campaign_type,
        status_name,
        offer_name,
        segment_name,
        channel_name,
        start_date,
        end_date,

        budgeted_cost_amount,
        actual_cost_amount,
        expected_revenue_amount
    from members

)

select * from final
