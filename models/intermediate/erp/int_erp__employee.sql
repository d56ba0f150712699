{{ config(schema='intermediate') }}

with versions as (

    select * from {{ ref('stg_erp__employee_version') }}

),

dated as (

    select
        *,
        coalesce(valid_from_date, {{ business_date('changed_at') }}) as valid_from
    from versions

),

ranked as (

    select
        *,
        row_number() over (
            partition by employee_no, valid_from
            order by version_number desc
        ) as day_rank
    from dated
    where valid_from <= {{ as_of_date() }}

),

final as (

    select
        employee_no as employee_id,
        employee_no,

        employee_name,
        email_address,
        role_name,
        unit_id,
        hired_date,
        left_date,
        is_deleted,
        valid_from
    from ranked
    where day_rank = 1

)

select * from final
