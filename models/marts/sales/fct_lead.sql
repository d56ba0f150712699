{# The Money, Authority and Need grid takes what is not known for absent; has_complete_grid tells. #}
with leads as (

    {{ conform('lead', {
        'lead_id': 'text',
        'employee_id': 'text',
        'customer_id': 'text',
        'opportunity_id': 'text',
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

final as (

    select
        {{ surrogate_key(['leads.source_system', 'leads.lead_id']) }} as lead_key,
        coalesce(identities.customer_key, 0) as customer_key,
        coalesce(employees.employee_key, 0) as employee_key,
        coalesce(opportunities.opportunity_key, 0) as opportunity_key,

        leads.source_system,
        leads.lead_id,
        leads.lead_name,
        leads.company_name,
        leads.status_name,
        leads.lead_source,
        leads.industry_name,
        leads.city_name,
        leads.country_name,
        coalesce(leads.has_budget, false) as has_budget,
        coalesce(leads.has_authority, false) as has_authority,
        coalesce(leads.has_need, false) as has_need,
        leads.has_budget is not null
            and leads.has_authority is not null
            and leads.has_need is not null as has_complete_grid,
        grid.man_cell,
        grid.lead_action,
        cast(grid.priority as integer) as lead_priority,
        leads.created_at,
        leads.created_date,
        contacts.first_contact_at,
        leads.is_converted,
        leads.converted_date,
        coalesce(opportunities.is_won, false) as is_won,

        cast({{ minutes_between('leads.created_at', 'contacts.first_contact_at') }} as bigint)
            as minutes_to_first_contact,
        cast(coalesce(contacts.contact_count, 0) as integer) as contact_count,
        cast({{ days_between('leads.created_date', 'leads.converted_date') }} as integer)
            as days_to_conversion,
        case
            when coalesce(opportunities.is_won, false) then opportunities.opportunity_amount
            else {{ amount('0') }}
        end as won_amount
    from leads
    inner join grid
        on coalesce(leads.has_budget, false) = grid.has_budget
        and coalesce(leads.has_authority, false) = grid.has_authority
        and coalesce(leads.has_need, false) = grid.has_need
    left join identities
        on leads.source_system = identities.source_system
        and leads.customer_id = identities.party_id
    left join employees
        on leads.source_system = employees.source_system
        and leads.employee_id = employees.employee_id
    left join opportunities
        on leads.source_system = opportunities.source_system
        and leads.opportunity_id = opportunities.opportunity_id
    left join contacts
        on leads.source_system = contacts.source_system
        and leads.lead_id = contacts.lead_id

)

select * from final
