{{ config(schema='intermediate') }}

with versions as (

    select * from {{ ref('stg_salesforce__user_version') }}

),

roles as (

    select * from {{ ref('stg_salesforce__user_role') }}

),

dated as (

    select
        *,
        {{ business_date('changed_at') }} as valid_from
    from versions

),

ranked as (

    select
        *,
        row_number() over (
            partition by user_id, valid_from
            order by version_number desc
        ) as day_rank
    from dated

),

final as (

    select
        ranked.user_id as employee_id,
        ranked.employee_no,

        ranked.user_name as employee_name,
        ranked.email_address,
        coalesce(roles.role_name, ranked.department_name) as role_name,
        cast(null as varchar) as unit_id,
        cast(null as date) as hired_date,
        cast(null as date) as left_date,
        ranked.is_deleted,
        ranked.valid_from
    from ranked
    left join roles
        on ranked.user_role_id = roles.user_role_id
    where ranked.day_rank = 1

)

select * from final
