{#
    The tree as it was: moving a branch makes a new version of it and of every team below it. A unit that
    was dissolved keeps its last version, which facts of its days find, and has a closed_date.
#}
{% set attributes = [
    'unit_name', 'unit_type', 'parent_unit_id', 'company_name', 'region_name', 'branch_name',
    'team_name', 'city_name', 'country_name',
] %}
with days as (

    select * from {{ ref('int_organisation_day') }} where not is_deleted

),

last_days as (

    select source_system, unit_id, max(date_day) as last_day
    from days
    group by source_system, unit_id

),

closings as (

    select
        deletions.source_system,
        deletions.unit_id,
        min(deletions.date_day) as closed_date
    from {{ ref('int_organisation_day') }} as deletions
    inner join last_days
        on deletions.source_system = last_days.source_system
        and deletions.unit_id = last_days.unit_id
        and deletions.date_day > last_days.last_day
    group by deletions.source_system, deletions.unit_id

),

versions as (

    {{ history('days', ['source_system', 'unit_id'], 'date_day', attributes) }}

),

currents as (

    select * from versions where is_current

),

members as (

    select
        {{ surrogate_key(['versions.source_system', 'versions.unit_id', 'versions.valid_from']) }}
            as organisation_version_key,
        {{ surrogate_key(['versions.source_system', 'versions.unit_id']) }} as organisation_key,
        versions.source_system,
        versions.unit_id,
        {%- for attribute in attributes %}
        versions.{{ attribute }},
        {%- endfor %}
        {%- for level in ['company', 'region', 'branch', 'team'] %}
        currents.{{ level }}_name as current_{{ level }}_name,
        {%- endfor %}
        versions.valid_from,
        versions.valid_to,
        versions.is_current,
        closings.closed_date
    from versions
    inner join currents
        on versions.source_system = currents.source_system
        and versions.unit_id = currents.unit_id
    left join closings
        on versions.source_system = closings.source_system
        and versions.unit_id = closings.unit_id
    {%- for key, id, name in special_members() %}

    union all

    select
        {{ key }} as organisation_version_key,
        {{ key }} as organisation_key,
        '{{ id }}' as source_system,
        '{{ id }}' as unit_id,
        '{{ name }}' as unit_name,
        '{{ id }}' as unit_type,
        cast(null as varchar) as parent_unit_id,
        '{{ name }}' as company_name,
        '{{ name }}' as region_name,
        '{{ name }}' as branch_name,
        '{{ name }}' as team_name,
        cast(null as varchar) as city_name,
        cast(null as varchar) as country_name,
        '{{ name }}' as current_company_name,
        '{{ name }}' as current_region_name,
        '{{ name }}' as current_branch_name,
        '{{ name }}' as current_team_name,
        {{ since_ever() }} as valid_from,
        cast(null as date) as valid_to,
        true as is_current,
        cast(null as date) as closed_date
    {%- endfor %}

),

final as (

    select
        cast(organisation_version_key as bigint) as organisation_version_key,
        cast(organisation_key as bigint) as organisation_key,

        source_system,
        unit_id,
        {%- for attribute in attributes %}
        {{ attribute }},
        {%- endfor %}
        current_company_name,
        current_region_name,
        current_branch_name,
        current_team_name,
        valid_from,
        valid_to,
        is_current,
        closed_date
    from members

)

select * from final
