{{ config(materialized='table', schema='intermediate') }}

{# Each unit with the units above it, on each day on which any unit changed. #}
with versions as (

    {{ conform('organisation', {
        'unit_id': 'text',
        'unit_name': 'text',
        'unit_type': 'text',
        'parent_unit_id': 'text',
        'city_name': 'text',
        'country_name': 'text',
        'is_deleted': 'boolean',
        'valid_from': 'date',
    }) }}

),

spans as (

    select
        source_system,
        unit_id,
        unit_name,
        unit_type,
        parent_unit_id,
        city_name,
        country_name,
        is_deleted,
        case
            when row_number() over (partition by source_system, unit_id order by valid_from) = 1
                then {{ since_ever() }}
            else valid_from
        end as valid_from,
        coalesce(
            lead(valid_from) over (partition by source_system, unit_id order by valid_from),
            date '9999-12-31'
        ) as valid_to
    from versions

),

change_days as (

    select distinct source_system, valid_from as date_day from spans

),

units as (

    select
        change_days.date_day,
        spans.source_system,
        spans.unit_id,
        spans.unit_name,
        spans.unit_type,
        spans.parent_unit_id,
        spans.city_name,
        spans.country_name,
        spans.is_deleted
    from change_days
    inner join spans
        on change_days.source_system = spans.source_system
        and change_days.date_day >= spans.valid_from
        and change_days.date_day < spans.valid_to

),

final as (

    select
        units.date_day,
        units.source_system,
        units.unit_id,
        units.unit_name,
        units.unit_type,
        units.parent_unit_id,
        units.city_name,
        units.country_name,
        units.is_deleted,
        {%- for unit_type in ['company', 'region', 'branch', 'team'] %}
        case '{{ unit_type }}'
            when units.unit_type then units.unit_name
            when first_above.unit_type then first_above.unit_name
            when second_above.unit_type then second_above.unit_name
            when third_above.unit_type then third_above.unit_name
        end as {{ unit_type }}_name,
        {%- endfor %}
        case 'branch'
            when units.unit_type then units.unit_id
            when first_above.unit_type then first_above.unit_id
            when second_above.unit_type then second_above.unit_id
        end as branch_id
    from units
    left join units as first_above
        on units.source_system = first_above.source_system
        and units.date_day = first_above.date_day
        and units.parent_unit_id = first_above.unit_id
    left join units as second_above
        on first_above.source_system = second_above.source_system
        and first_above.date_day = second_above.date_day
        and first_above.parent_unit_id = second_above.unit_id
    left join units as third_above
        on second_above.source_system = third_above.source_system
        and second_above.date_day = third_above.date_day
        and second_above.parent_unit_id = third_above.unit_id

)

select * from final
