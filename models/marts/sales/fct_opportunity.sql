{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='opportunity_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Accumulating over stages: when each was first entered. Whether an opportunity is won or lost, and
    when, is what its last visit says, which knows the record too, and of one without any visit the
    record alone; the amount is converted at the rate of the day it closed, or of the as-of date while
    it is open.
#}
{% set changed_date = business_date('known.last_changed_at') %}
{% set milestones = ['Qualification', 'Needs Analysis', 'Proposal', 'Negotiation'] %}
with known as (

    {{ conform('opportunity', {
        'opportunity_id': 'text',
        'customer_id': 'text',
        'employee_id': 'text',
        'campaign_id': 'text',
        'stage_name': 'text',
        'is_closed': 'boolean',
        'is_won': 'boolean',
        'currency_code': 'text',
        'created_date': 'date',
        'close_date': 'date',
        'last_changed_at': 'timestamp',
        '_record_mark': 'bigint',
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

orders as (

    {{ conform('order', {
        'crm_system': 'text',
        'opportunity_id': 'text',
        'order_key': 'bigint',
        'order_id': 'text',
        'order_date': 'date',
        'is_cancelled': 'boolean',
    }) }}

),

{# The first order that names the opportunity and stands; it is taken where the opportunity names none. #}
referring as (

    select
        crm_system,
        opportunity_id,
        order_key,
        row_number() over (
            partition by crm_system, opportunity_id
            order by is_cancelled, order_date, order_id
        ) as order_rank
    from orders
    where opportunity_id is not null

),

last_visits as (

    select * from visits where exited_at is null

),

states as (

    select
        known.*,
        coalesce(last_visits.stage_name, known.stage_name) as known_stage_name,
        coalesce(last_visits.stage_number, 0) as stage_number,
        coalesce(last_visits.entered_date, known.created_date) as stage_entered_date,
        coalesce(last_visits.visit_number, 0) as visit_count,
        last_visits._version_mark as visits_mark,
        coalesce(last_visits.stage_outcome, 'open') <> 'open' or known.is_closed as is_known_closed,
        case
            when coalesce(last_visits.stage_outcome, 'open') <> 'open'
                then last_visits.stage_outcome = 'won'
            else known.is_closed and known.is_won
        end as is_known_won,
        case
            when coalesce(last_visits.stage_outcome, 'open') <> 'open'
                then last_visits.entered_date
            when known.is_closed
                then greatest(
                    coalesce(
                        case
                            when known.close_date <= {{ as_of_date() }}
                                and coalesce(known.close_date <= {{ changed_date }}, true)
                                then known.close_date
                            else {{ changed_date }}
                        end,
                        known.created_date
                    ),
                    coalesce(last_visits.entered_date, known.created_date),
                    known.created_date
                )
        end as closed_date
    from known
    left join last_visits
        on known.source_system = last_visits.source_system
        and known.opportunity_id = last_visits.opportunity_id

),

keyed as (

    select
        states.*,
        coalesce(states.closed_date, {{ as_of_date() }}) as rate_date,
        {{ member_key('employees.employee_key', 'states.employee_id') }} as employee_key,
        {{ member_key('campaigns.campaign_key', 'states.campaign_id') }} as campaign_key,
        coalesce(referring.order_key, 0) as referring_order_key
    from states
    left join referring
        on states.source_system = referring.crm_system
        and states.opportunity_id = referring.opportunity_id
        and referring.order_rank = 1
    left join employees
        on states.source_system = employees.source_system
        and states.employee_id = employees.employee_id
    left join campaigns
        on states.source_system = campaigns.source_system
        and states.campaign_id = campaigns.campaign_id

),

marked as (

    select
        keyed.*,
        {{ row_hash([
            'keyed.source_system', 'keyed._record_mark', 'keyed.visits_mark', 'keyed.closed_date',
            'party_marks.party_mark', 'keyed.employee_key', 'keyed.campaign_key',
            'keyed.referring_order_key', 'employee_marks.versions_mark',
            'rates.exchange_rate',
            'case when keyed.closed_date is null then ' ~ as_of_date() ~ ' end',
            "'" ~ var('reporting_currency') ~ "'",
            texts_mark(var('deal_age_buckets')),
        ]) }} as _version_mark
    from keyed
    {{ join_party_mark('keyed', 'source_system', 'customer_id') }}
    left join (
        select
            employee_key,
            {{ content_hash(['employee_version_key', 'valid_from', 'valid_to']) }} as versions_mark
        from {{ ref('dim_employee') }}
        group by employee_key
    ) as employee_marks
        on keyed.employee_key = employee_marks.employee_key
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.rate_date') }}

),

changed as (

    {{ changed_marks('marked', ['opportunity_key']) }}

),

details as (

    {{ conform('opportunity', {
        'order_system': 'text',
        'order_id': 'text',
        'opportunity_name': 'text',
        'opportunity_type': 'text',
        'lead_source': 'text',
        'forecast_category': 'text',
        'loss_reason_name': 'text',
        'competitor_name': 'text',
        'opportunity_source_amount': 'amount',
        'probability': 'rate',
        '_record_mark': 'bigint',
    }) }}

),

milestones as (

    select
        visits.source_system,
        visits.opportunity_id
        {%- for stage in milestones %},
        min(
            case when seeded.stage_number = (
                select min(stages.stage_number) from stages where stages.stage_name = '{{ stage }}'
            ) then visits.entered_date end
        ) as {{ stage | lower | replace(' ', '_') }}_date
        {%- endfor %}
    from visits
    left join stages as seeded
        on visits.stage_name = seeded.stage_name
    {%- if is_incremental() %}
    inner join changed
        on visits.source_system = changed.source_system
        and visits.opportunity_id = changed.opportunity_id
    {%- endif %}
    group by visits.source_system, visits.opportunity_id

),

final as (

    select
        {{ surrogate_key(['keyed.source_system', 'keyed.opportunity_id']) }} as opportunity_key,
        cast(coalesce(identities.customer_key, 0) as bigint) as customer_key,
        cast(coalesce(customer_versions.customer_version_key, 0) as bigint) as customer_version_key,
        cast(keyed.employee_key as bigint) as employee_key,
        cast(
            {{ member_version_key('employee_versions.employee_version_key', 'keyed.employee_key') }}
            as bigint
        ) as employee_version_key,
        cast(keyed.campaign_key as bigint) as campaign_key,
        case
            when details.order_id is null then keyed.referring_order_key
            else {{ surrogate_key(['details.order_system', 'details.order_id']) }}
        end as order_key,

        keyed.source_system,
        keyed.opportunity_id,
        details.opportunity_name,
        details.opportunity_type,
        details.lead_source,
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
        details.forecast_category,
        case
            when keyed.is_known_closed and not keyed.is_known_won
                then coalesce(details.loss_reason_name, 'Not stated')
        end as loss_reason_name,
        details.competitor_name,
        keyed.created_date,
        {%- for stage in milestones %}
        milestones.{{ stage | lower | replace(' ', '_') }}_date,
        {%- endfor %}
        keyed.closed_date,
        keyed.close_date as expected_close_date,
        keyed.stage_entered_date,
        case
            when keyed.is_known_closed then 'closed'
            {{ day_bucket(days_between('keyed.created_date', as_of_date()), var('deal_age_buckets')) | indent(8) }}
        end as age_bucket,
        coalesce(keyed.currency_code, '{{ var("reporting_currency") }}') as currency_code,

        {{ reporting_amount(
            'details.opportunity_source_amount', joined_rate('rates', 'keyed.currency_code')
        ) }} as opportunity_amount,
        details.probability as stated_probability,
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
        details.opportunity_source_amount,

        keyed._version_mark
    from changed as keyed
    inner join details
        on keyed.source_system = details.source_system
        and keyed._record_mark = details._record_mark
    left join milestones
        on keyed.source_system = milestones.source_system
        and keyed.opportunity_id = milestones.opportunity_id
    left join identities
        on keyed.source_system = identities.source_system
        and keyed.customer_id = identities.party_id
    {{ version_join(
        'dim_customer', 'customer_versions', 'customer_key', 'identities.customer_key',
        'keyed.created_date',
    ) }}
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'keyed.employee_key',
        'keyed.rate_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.rate_date') }}

)

{{ replaced_rows('final', 'changed', ['opportunity_key']) }}
