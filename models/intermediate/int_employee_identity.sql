{{ config(materialized='table', schema='intermediate') }}

{# A CRM user who is an employee of the ERP, by number or else by e-mail address, is that employee. #}
with employees as (

    {{ conform('employee', {
        'employee_id': 'text',
        'employee_no': 'text',
        'email_address': 'text',
        'is_deleted': 'boolean',
        'valid_from': 'date',
    }) }}

),

ranked as (

    select
        *,
        row_number() over (partition by source_system, employee_id order by valid_from desc)
            as newest_rank
    from employees

),

records as (

    select * from ranked where newest_rank = 1

),

numbered as (

    select employee_no, min(employee_id) as employee_id
    from records
    where source_system = 'erp'
    group by employee_no

),

addressed as (

    select lower(email_address) as email_address, min(employee_id) as employee_id
    from records
    where
        source_system = 'erp'
        and email_address is not null
    group by lower(email_address)
    having count(*) = 1

),

resolved as (

    select
        records.source_system,
        records.employee_id,
        records.employee_no,
        case
            when records.source_system = 'erp' then records.employee_id
            else coalesce(numbered.employee_id, addressed.employee_id)
        end as erp_employee_id
    from records
    left join numbered
        on records.employee_no = numbered.employee_no
    left join addressed
        on lower(records.email_address) = addressed.email_address

),

final as (

    select
        {{ surrogate_key([
            "case when erp_employee_id is null then source_system else 'erp' end",
            'coalesce(erp_employee_id, employee_id)',
        ]) }} as employee_key,

        source_system,
        employee_id,
        employee_no,
        case when erp_employee_id is null then source_system else 'erp' end as golden_system,
        coalesce(erp_employee_id, employee_id) as golden_id
    from resolved

)

select * from final
