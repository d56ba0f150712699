{#
    Accumulating over stages: when each was first entered. Whether an opportunity is won or lost, and
    when, is what its history says, or the record where the history ends in an open stage; the amount is converted at the rate of the day it closed, or of the
    as-of date while it is open.
#}
{% set milestones = ['Qualification', 'Needs Analysis', 'Proposal', 'Negotiation'] %}
with opportunities as (

    {{ conform('opportunity', {
        'opportunity_id': 'text',
        'customer_id': 'text',
        'employee_id': 'text',
        'campaign_id': 'text',
        'order_system': 'text',
        'order_id': 'text',
        'opportunity_name': 'text',
        'opportunity_type': 'text',
        'lead_source': 'text',
        'stage_name': 'text',
        'is_closed': 'boolean',
        'is_won': 'boolean',
        'forecast_category': 'text',
        'loss_reason_name': 'text',
        'competitor_name': 'text',
        'currency_code': 'text',
        'created_at': 'timestamp',
        'created_date': 'date',
        'close_date': 'date',
        'opportunity_source_amount': 'amount',
        'probability': 'rate',
    }) }}

),

visits as (

    select * from {{ ref('int_sales_stage_visit') }}

),

stages as (

    select * from {{ ref('opportunity_stages') }}

),

identities as (

    select * from {{ ref('customer_identity') }}

),

employees as (

    select * from {{ ref('int_employee_identity') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

histories as (

    select
        visits.source_system,
        visits.opportunity_id,
        min(visits.entered_date) as created_date,
        {%- for stage in milestones %}
        min(
            case when visits.stage_number = (
                select min(stages.stage_number) from stages where stages.stage_name = '{{ stage }}'
            ) then visits.entered_date end
        ) as {{ stage | lower | replace(' ', '_') }}_date,
        {%- endfor %}
        max_by(visits.stage_name, visits.visit_number) as stage_name,
        max_by(visits.stage_number, visits.visit_number) as stage_number,
        max_by(visits.stage_outcome, visits.visit_number) as stage_outcome,
        max_by(visits.entered_date, visits.visit_number) as stage_entered_date,
        count(*) as visit_count
    from visits
    group by visits.source_system, visits.opportunity_id

),

states as (

    select
        opportunities.*,
        coalesce(histories.stage_name, opportunities.stage_name) as known_stage_name,
        coalesce(histories.stage_number, 0) as stage_number,
        coalesce(histories.stage_entered_date, opportunities.created_date) as stage_entered_date,
        coalesce(histories.visit_count, 0) as visit_count,
        {%- for stage in milestones %}
        histories.{{ stage | lower | replace(' ', '_') }}_date,
        {%- endfor %}
        coalesce(histories.stage_outcome, 'open') <> 'open' or opportunities.is_closed
            as is_known_closed,
        case
            when coalesce(histories.stage_outcome, 'open') <> 'open'
                then histories.stage_outcome = 'won'
            else opportunities.is_closed and opportunities.is_won
        end as is_known_won,
        case
            when coalesce(histories.stage_outcome, 'open') <> 'open'
                then histories.stage_entered_date
            when opportunities.is_closed
                then least(
                    greatest(
                        coalesce(opportunities.close_date, histories.stage_entered_date),
                        histories.stage_entered_date, opportunities.created_date
                    ),
                    {{ as_of_date() }}
                )
        end as closed_date
    from opportunities
    left join histories
        on opportunities.source_system = histories.source_system
        and opportunities.opportunity_id = histories.opportunity_id

),

keyed as (

    select
        states.*,
        coalesce(states.closed_date, {{ as_of_date() }}) as rate_date,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(campaigns.campaign_key, 0) as campaign_key
    from states
    left join identities
        on states.source_system = identities.source_system
        and states.customer_id = identities.party_id
    left join employees
        on states.source_system = employees.source_system
        and states.employee_id = employees.employee_id
    left join campaigns
        on states.source_system = campaigns.source_system
        and states.campaign_id = campaigns.campaign_id

),

final as (

    select
        {{ surrogate_key(['keyed.source_system', 'keyed.opportunity_id']) }} as opportunity_key,
        cast(keyed.customer_key as bigint) as customer_key,
        cast(coalesce(customer_versions.customer_version_key, 0) as bigint) as customer_version_key,
        cast(keyed.employee_key as bigint) as employee_key,
        cast(coalesce(employee_versions.employee_version_key, 0) as bigint) as employee_version_key,
        cast(keyed.campaign_key as bigint) as campaign_key,
        {{ surrogate_key(['keyed.order_system', 'keyed.order_id']) }} as order_key,

        keyed.source_system,
        keyed.opportunity_id,
        keyed.opportunity_name,
        keyed.opportunity_type,
        keyed.lead_source,
        coalesce(customer_versions.customer_type, 'unknown') as customer_type,
        keyed.known_stage_name as stage_name,
        keyed.stage_number,
        case
            when keyed.is_known_won then 'won'
            when keyed.is_known_closed then 'lost'
            else 'open'
        end as outcome,
        keyed.is_known_closed as is_closed,
        keyed.is_known_won as is_won,
        keyed.forecast_category,
        case
            when keyed.is_known_closed and not keyed.is_known_won
                then coalesce(keyed.loss_reason_name, 'Not stated')
        end as loss_reason_name,
        keyed.competitor_name,
        keyed.created_date,
        {%- for stage in milestones %}
        keyed.{{ stage | lower | replace(' ', '_') }}_date,
        {%- endfor %}
        keyed.closed_date,
        keyed.close_date as expected_close_date,
        keyed.stage_entered_date,
        case
            when keyed.is_known_closed then 'closed'
            {%- for days in [30, 60, 90, 180] %}
            when {{ days_between('keyed.created_date', as_of_date()) }} <= {{ days }}
                then '{{ [0, 31, 61, 91][loop.index0] }}-{{ days }}'
            {%- endfor %}
            else '181+'
        end as age_bucket,
        coalesce(keyed.currency_code, '{{ var("reporting_currency") }}') as currency_code,

        {{ reporting_amount('keyed.opportunity_source_amount', joined_rate('rates', 'keyed.currency_code')) }}
            as opportunity_amount,
        keyed.probability as stated_probability,
        cast({{ days_between('keyed.created_date', 'keyed.closed_date') }} as integer) as cycle_days,
        cast(
            {{ days_between('keyed.created_date', 'coalesce(keyed.closed_date, ' ~ as_of_date() ~ ')') }}
            as integer
        ) as age_days,
        cast(
            {{ days_between('keyed.stage_entered_date', 'coalesce(keyed.closed_date, ' ~ as_of_date() ~ ')') }}
            as integer
        ) as stage_age_days,
        cast(keyed.visit_count as integer) as stage_visit_count,
        keyed.opportunity_source_amount
    from keyed
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'keyed.customer_key',
        'keyed.created_date',
    ) }}
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'keyed.employee_key',
        'keyed.rate_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.rate_date') }}

)

select * from final
