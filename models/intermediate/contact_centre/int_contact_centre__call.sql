{{ config(schema='intermediate') }}

{# Agents are employees of the ERP, cases are the CRM's. #}
with calls as (

    select * from {{ ref('stg_contact_centre__call') }}

),

final as (

    select
        call_id,
        'contact_centre' as party_system,
        contact_id as party_id,
        case_key,
        employee_key,

        queue_name,
        skill_name,
        case
            when lower(trim(direction)) in ('in', 'inbound') then 'inbound'
            when lower(trim(direction)) in ('out', 'outbound') then 'outbound'
            else 'unknown'
        end as direction,
        outcome,
        offered_at,
        answered_at,
        ended_at,

        wait_seconds,
        talk_seconds,
        hold_seconds,
        wrap_seconds,

        _record_mark
    from calls
    where {{ happened_by_then('offered_at') }}

)

select * from final
