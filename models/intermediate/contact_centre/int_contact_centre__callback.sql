{{ config(schema='intermediate') }}

with callbacks as (

    select * from {{ ref('stg_contact_centre__callback') }}

),

final as (

    select
        callback_id,
        'contact_centre' as party_system,
        contact_id as party_id,
        case_key,
        employee_key,

        callback_kind,
        outcome,
        scheduled_at,
        done_at,

        _record_mark
    from callbacks

)

select * from final
