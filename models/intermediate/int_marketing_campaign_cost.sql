{{ config(schema='intermediate') }}

{# Of several systems the one that the var conforming names first has all the costs of a campaign. #}
with costs as (

    {{ conform('campaign_cost', {
        'cost_id': 'text', 'campaign_key': 'bigint', 'cost_date': 'date', 'cost_type': 'text',
        'currency_code': 'text', 'cost_source_amount': 'amount',
    }) | indent(4) }}

),

ranked as (

    select
        *,
        case source_system
            {%- for system in var('conforming')['campaign_cost'] %}
            when '{{ system }}' then {{ loop.index }}
            {%- endfor %}
        end as system_rank
    from costs
    where cost_date <= {{ as_of_date() }}

),

final as (

    select
        source_system,
        cost_id,
        campaign_key,

        cost_date,
        cost_type,
        currency_code,
        cost_source_amount,
        system_rank > min(system_rank) over (partition by campaign_key) as is_of_other_system
    from ranked

)

select * from final
