{{ config(schema='intermediate') }}

with shifts as (

    select * from {{ ref('stg_contact_centre__agent_shift') }}

),

final as (

    select
        shift_id,
        {{ surrogate_key(["'erp'", 'agent_no']) }} as employee_key,

        agent_no,
        queue_name,
        started_at,
        ended_at
    from shifts

)

select * from final
