{{ config(schema='intermediate') }}

{# Whoever sold or had a quota, and whoever the source describes: the sample comes with and without its employees. #}
with described as (

    select * from {{ ref('stg_adventureworks__employee') }}

),

numbers as (

    select employee_number from described
    union
    select employee_number from {{ ref('stg_adventureworks__reseller_sale') }}
    union
    select employee_number from {{ ref('stg_adventureworks__sales_quota') }}

),

final as (

    select
        numbers.employee_number as employee_id,
        cast(null as varchar) as employee_no,

        coalesce(
            nullif(
                concat_ws(' ', described.first_name, described.middle_name, described.last_name), ''
            ),
            'Employee ' || numbers.employee_number
        ) as employee_name,
        described.email_address,
        described.title_name as role_name,
        'territory-' || described.territory_number as unit_id,
        described.hired_date,
        described.left_date,
        false as is_deleted,
        date '1900-01-01' as valid_from
    from numbers
    left join described
        on numbers.employee_number = described.employee_number
    where numbers.employee_number is not null

)

select * from final
