{{ config(schema='intermediate') }}

{#
    Orders and products that a case names are the ERP's. A case in a queue (00G) has no owner yet; the key
    of one who is no employee is in no dimension. First responses are a field of one's own. An export may
    have no IsClosed. When a case was resolved, or closed where no closing date tells, only the history
    tells; the record's last change is as late or later.
#}
{% set is_first_response_recorded =
    'first_response__c' in existing_columns(source('raw_salesforce', 'case')).types %}
{% set resolved_at =
    "case when cases.status_name = 'Resolved' and cases.closed_at is null then cases.changed_at end" %}
{% set is_closed =
    "coalesce(cases.is_closed, cases.closed_at is not null or cases.status_name = 'Closed', false)" %}
{% set status_closed_at =
    'case when ' ~ is_closed ~ ' and cases.closed_at is null then cases.changed_at end' %}
with cases as (

    select * from {{ ref('stg_salesforce__case') }}

),

employees as (

    select employee_id, employee_key from {{ ref('int_employee_identity') }}
    where source_system = 'salesforce'

),

final as (

    select
        cases.case_id,
        cases.case_number,
        'salesforce' as party_system,
        cases.account_id as party_id,
        {{ surrogate_key(["'erp'", 'cases.product_id']) }} as product_key,
        {{ surrogate_key(["'erp'", 'cases.erp_order_no']) }} as order_key,
        case
            when employees.employee_key is not null then employees.employee_key
            when cases.owner_user_id not like '00G%'
                then {{ surrogate_key(["'salesforce'", 'cases.owner_user_id']) }}
        end as employee_key,

        cases.batch_no,
        cases.origin_name,
        cases.case_type,
        cases.reason_name,
        cases.priority_name,
        cases.status_name,
        {{ is_closed }} as is_closed,
        coalesce(cases.is_escalated, false) or coalesce(cases.status_name = 'Escalated', false)
            as is_escalated,
        cases.created_at as opened_at,
        cases.first_response_at,
        cases.closed_at,
        {{ resolved_at }} as status_resolved_at,
        {{ status_closed_at }} as status_closed_at,
        cases.follow_up_date,
        {{ is_first_response_recorded | string | lower }} as is_first_response_recorded,

        {{ row_hash([
            'cases._record_mark', 'employees.employee_key', is_first_response_recorded | string | lower,
            resolved_at, status_closed_at,
        ]) }} as _record_mark
    from cases
    left join employees
        on cases.owner_user_id = employees.employee_id

)

select * from final
