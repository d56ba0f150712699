{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='lead_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    The Money, Authority and Need grid takes what is not known for absent; has_complete_grid tells. Of the
    leads of one opportunity the first has what was won, so that it adds up.
#}
with leads as (

    {{ conform('lead', {
        'lead_id': 'text',
        'employee_id': 'text',
        'customer_id': 'text',
        'opportunity_id': 'text',
        'created_at': 'timestamp',
        '_record_mark': 'bigint',
    }) }}

),

activities as (

    {{ conform('lead_activity', {'lead_id': 'text', 'contacted_at': 'timestamp'}) }}

),

grid as (

    select * from {{ ref('lead_grid') }}

),

identities as (

    select * from {{ ref('customer_identity') }}

),

employees as (

    select * from {{ ref('int_employee_identity') }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

firsts as (

    select
        source_system,
        lead_id,
        row_number() over (
            partition by source_system, opportunity_id
            order by created_at, lead_id
        ) as lead_rank
    from leads
    where opportunity_id is not null

),

contacts as (

    select
        activities.source_system,
        activities.lead_id,
        min(activities.contacted_at) as first_contact_at,
        count(*) as contact_count
    from activities
    inner join leads
        on activities.source_system = leads.source_system
        and activities.lead_id = leads.lead_id
    where activities.contacted_at >= leads.created_at
    group by activities.source_system, activities.lead_id

),

grid_marks as (

    select
        {{ content_hash([
            'has_budget', 'has_authority', 'has_need', 'man_cell', 'lead_action', 'priority',
        ]) }} as grid_mark
    from grid

),

marked as (

    select
        leads.source_system,
        leads._record_mark,
        {{ member_key('employees.employee_key', 'leads.employee_id') }} as employee_key,
        coalesce(opportunities.opportunity_key, 0) as opportunity_key,
        coalesce(opportunities.is_won, false) as is_won,
        case
            when opportunities.is_won and firsts.lead_id is not null then opportunities.opportunity_amount
            else {{ amount('0') }}
        end as won_amount,
        contacts.first_contact_at,
        coalesce(contacts.contact_count, 0) as contact_count,
        {{ row_hash([
            'leads.source_system', 'leads._record_mark', 'party_marks.customer_key',
            'employees.employee_key', 'opportunities.opportunity_key', 'opportunities.is_won',
            'opportunities.opportunity_amount', 'firsts.lead_id', 'contacts.first_contact_at',
            'contacts.contact_count', 'grid_marks.grid_mark',
        ]) }} as _version_mark
    from leads
    cross join grid_marks
    {{ join_party_mark('leads', 'source_system', 'customer_id') }}
    left join employees
        on leads.source_system = employees.source_system
        and leads.employee_id = employees.employee_id
    left join opportunities
        on leads.source_system = opportunities.source_system
        and leads.opportunity_id = opportunities.opportunity_id
    left join firsts
        on leads.source_system = firsts.source_system
        and leads.lead_id = firsts.lead_id
        and firsts.lead_rank = 1
    left join contacts
        on leads.source_system = contacts.source_system
        and leads.lead_id = contacts.lead_id

),

changed as (

    {{ changed_marks('marked', ['lead_key']) }}

),

details as (

    {{ conform('lead', {
        'lead_id': 'text',
        'customer_id': 'text',
        'lead_name': 'text',
        'company_name': 'text',
        'status_name': 'text',
        'lead_source': 'text',
        'industry_name': 'text',
        'city_name': 'text',
        'country_name': 'text',
        'has_budget': 'boolean',
        'has_authority': 'boolean',
        'has_need': 'boolean',
        'is_converted': 'boolean',
        'created_at': 'timestamp',
        'created_date': 'date',
        'converted_date': 'date',
        '_record_mark': 'bigint',
    }) }}

),

final as (

    select
        {{ surrogate_key(['details.source_system', 'details.lead_id']) }} as lead_key,
        coalesce(identities.customer_key, 0) as customer_key,
        changed.employee_key,
        changed.opportunity_key,

        details.source_system,
        details.lead_id,
        details.lead_name,
        details.company_name,
        details.status_name,
        details.lead_source,
        details.industry_name,
        details.city_name,
        details.country_name,
        coalesce(details.has_budget, false) as has_budget,
        coalesce(details.has_authority, false) as has_authority,
        coalesce(details.has_need, false) as has_need,
        details.has_budget is not null
            and details.has_authority is not null
            and details.has_need is not null as has_complete_grid,
        grid.man_cell,
        grid.lead_action,
        cast(grid.priority as integer) as lead_priority,
        details.created_at,
        details.created_date,
        changed.first_contact_at,
        details.is_converted,
        details.converted_date,
        changed.is_won,

        cast({{ minutes_between('details.created_at', 'changed.first_contact_at') }} as bigint)
            as minutes_to_first_contact,
        cast(changed.contact_count as integer) as contact_count,
        cast({{ days_between('details.created_date', 'details.converted_date') }} as integer)
            as days_to_conversion,
        changed.won_amount,

        changed._version_mark
    from changed
    inner join details
        on changed.source_system = details.source_system
        and changed._record_mark = details._record_mark
    left join identities
        on details.source_system = identities.source_system
        and details.customer_id = identities.party_id
    inner join grid
        on coalesce(details.has_budget, false) = grid.has_budget
        and coalesce(details.has_authority, false) = grid.has_authority
        and coalesce(details.has_need, false) = grid.has_need

)

{{ replaced_rows('final', 'changed', ['lead_key']) }}
