{{ config(schema='intermediate') }}

with versions as (

    select * from {{ ref('stg_erp__organisation_version') }}

),

dated as (

    select
        unit_id,
        unit_name,
        unit_type,
        parent_unit_id,
        city_name,
        country_name,
        is_deleted,
        coalesce(valid_from_date, {{ business_date('changed_at') }}) as valid_from,
        version_number
    from versions

),

{# Two versions of one day: the later one is what the day was. #}
ranked as (

    select
        *,
        row_number() over (
            partition by unit_id, valid_from
            order by version_number desc
        ) as day_rank
    from dated
    where valid_from <= {{ as_of_date() }}

),

final as (

    select
        unit_id,

        unit_name,
        unit_type,
        parent_unit_id,
        city_name,
        country_name,
        is_deleted,
        valid_from
    from ranked
    where day_rank = 1

)

select * from final
