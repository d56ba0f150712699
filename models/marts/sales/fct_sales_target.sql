{# Targets are fixed in money of their month: converted at the rate of the first day that has one. #}
with targets as (

    {{ conform('sales_target', {
        'employee_id': 'text',
        'month_start_date': 'date',
        'first_date': 'date',
        'currency_code': 'text',
        'target_source_amount': 'amount',
        'target_count': 'integer',
    }) }}

),

employees as (

    select * from {{ ref('int_employee_identity') }}

),

keyed as (

    select
        targets.*,
        {{ member_key('employees.employee_key', 'targets.employee_id') }} as employee_key,
        least(targets.first_date, {{ as_of_date() }}) as rate_date
    from targets
    left join employees
        on targets.source_system = employees.source_system
        and targets.employee_id = employees.employee_id

),

final as (

    select
        {{ surrogate_key(['keyed.source_system', 'keyed.employee_id', 'keyed.month_start_date']) }}
            as sales_target_key,
        keyed.employee_key,
        {{ member_version_key('employee_versions.employee_version_key', 'keyed.employee_key') }}
            as employee_version_key,

        keyed.source_system,
        keyed.employee_id,
        keyed.month_start_date,
        coalesce(keyed.currency_code, '{{ var("reporting_currency") }}') as currency_code,

        {{ reporting_amount('keyed.target_source_amount', joined_rate('rates', 'keyed.currency_code')) }}
            as target_amount,
        keyed.target_source_amount,
        keyed.target_count
    from keyed
    {{ version_join(
        'dim_employee', 'employee_versions', 'employee_key', 'keyed.employee_key',
        'keyed.month_start_date',
    ) }}
    {{ rate_join('rates', 'keyed.currency_code', 'keyed.rate_date') }}

)

select * from final
