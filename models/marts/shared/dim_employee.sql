{# The employee with the team of the day: a move of the employee, or of the team, is a new version. #}
{% set attributes = [
    'employee_no', 'employee_name', 'email_address', 'role_name', 'unit_id', 'hired_date',
    'left_date', 'company_name', 'region_name', 'branch_name', 'team_name',
] %}
with records as (

    {{ conform('employee', {
        'employee_id': 'text',
        'employee_no': 'text',
        'employee_name': 'text',
        'email_address': 'text',
        'role_name': 'text',
        'unit_id': 'text',
        'hired_date': 'date',
        'left_date': 'date',
        'is_deleted': 'boolean',
        'valid_from': 'date',
    }) }}

),

identities as (

    select * from {{ ref('int_employee_identity') }}

),

organisation_days as (

    select * from {{ ref('int_organisation_day') }}

),

units as (

    select * from {{ ref('dim_organisation_current') }}

),

users as (

    select employee_key, min(employee_id) as crm_user_id
    from identities
    where source_system = 'salesforce'
    group by employee_key

),

golden as (

    select
        identities.employee_key,
        records.*
    from records
    inner join identities
        on records.source_system = identities.golden_system
        and records.employee_id = identities.golden_id
        and identities.source_system = identities.golden_system
        and identities.employee_id = identities.golden_id

),

spans as (

    select
        *,
        case
            when row_number() over (partition by employee_key order by valid_from) = 1
                then {{ since_ever() }}
            else valid_from
        end as span_from,
        coalesce(
            lead(valid_from) over (partition by employee_key order by valid_from),
            date '9999-12-31'
        ) as span_to
    from golden

),

change_days as (

    select employee_key, span_from as date_day from spans
    union
    select spans.employee_key, organisation_days.date_day
    from spans
    inner join organisation_days
        on spans.source_system = organisation_days.source_system
        and spans.unit_id = organisation_days.unit_id
        and organisation_days.date_day >= spans.span_from
        and organisation_days.date_day < spans.span_to

),

placed as (

    select
        spans.employee_key,
        change_days.date_day,
        spans.source_system,
        spans.employee_id,
        spans.employee_no,
        spans.employee_name,
        spans.email_address,
        spans.role_name,
        spans.unit_id,
        spans.hired_date,
        spans.left_date,
        spans.is_deleted,
        organisation_days.company_name,
        organisation_days.region_name,
        organisation_days.branch_name,
        organisation_days.team_name,
        row_number() over (
            partition by spans.employee_key, change_days.date_day
            order by organisation_days.date_day desc nulls last
        ) as unit_rank
    from change_days
    inner join spans
        on change_days.employee_key = spans.employee_key
        and change_days.date_day >= spans.span_from
        and change_days.date_day < spans.span_to
    left join organisation_days
        on spans.source_system = organisation_days.source_system
        and spans.unit_id = organisation_days.unit_id
        and organisation_days.date_day <= change_days.date_day

),

days as (

    select * from placed where unit_rank = 1

),

versions as (

    {{ history('days', ['employee_key', 'source_system', 'employee_id'], 'date_day', attributes) }}

),

currents as (

    select * from versions where is_current

),

members as (

    select
        {{ surrogate_key(['versions.source_system', 'versions.employee_id', 'versions.valid_from']) }}
            as employee_version_key,
        versions.employee_key,
        {{ member_key('units.organisation_key', 'versions.unit_id') }} as organisation_key,
        versions.source_system,
        versions.employee_id,
        {%- for attribute in attributes %}
        versions.{{ attribute }},
        {%- endfor %}
        users.crm_user_id,
        {%- for level in ['company', 'region', 'branch', 'team'] %}
        currents.{{ level }}_name as current_{{ level }}_name,
        {%- endfor %}
        versions.valid_from,
        versions.valid_to,
        versions.is_current
    from versions
    inner join currents
        on versions.employee_key = currents.employee_key
    left join units
        on versions.source_system = units.source_system
        and versions.unit_id = units.unit_id
    left join users
        on versions.employee_key = users.employee_key
    {%- for key, id, name in special_members() %}

    union all

    select
        {{ key }} as employee_version_key,
        {{ key }} as employee_key,
        {{ key }} as organisation_key,
        '{{ id }}' as source_system,
        '{{ id }}' as employee_id,
        cast(null as varchar) as employee_no,
        '{{ name }}' as employee_name,
        cast(null as varchar) as email_address,
        '{{ id }}' as role_name,
        cast(null as varchar) as unit_id,
        cast(null as date) as hired_date,
        cast(null as date) as left_date,
        '{{ name }}' as company_name,
        '{{ name }}' as region_name,
        '{{ name }}' as branch_name,
        '{{ name }}' as team_name,
        cast(null as varchar) as crm_user_id,
        '{{ name }}' as current_company_name,
        '{{ name }}' as current_region_name,
        '{{ name }}' as current_branch_name,
        '{{ name }}' as current_team_name,
        {{ since_ever() }} as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    {%- endfor %}

),

final as (

    select
        cast(employee_version_key as bigint) as employee_version_key,
        cast(employee_key as bigint) as employee_key,
        cast(organisation_key as bigint) as organisation_key,

        source_system,
        employee_id,
        crm_user_id,
        {%- for attribute in attributes %}
        {{ attribute }},
        {%- endfor %}
        current_company_name,
        current_region_name,
        current_branch_name,
        current_team_name,
        valid_from,
        valid_to,
        is_current
    from members

)

select * from final
