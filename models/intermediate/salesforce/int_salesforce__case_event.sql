{{ config(schema='intermediate') }}

{#
    The history of cases as events. A change of owner is written twice, by names and by ids; ids of users
    begin with 005, those of queues do not.
#}
with histories as (

    select * from {{ ref('stg_salesforce__case_history') }}

),

final as (

    select
        case_history_id as case_event_id,
        case_id,
        case
            when field_name = 'created' then 'opened'
            when
                field_name = 'Status'
                and old_value in ('Resolved', 'Closed')
                and new_value not in ('Resolved', 'Closed')
                then 'reopened'
            when field_name = 'Status' and new_value = 'Accepted' then 'accepted'
            when field_name = 'Status' and new_value = 'Working' then 'recorded'
            when field_name = 'Status' and new_value = 'Resolved' then 'resolved'
            when field_name = 'Status' and new_value = 'Reopened' then 'reopened'
            when field_name = 'Status' and new_value = 'Closed' then 'closed'
            when field_name = 'Status' and new_value = 'Escalated' then 'escalated'
            when field_name = 'Status' then 'status_changed'
            when field_name = 'Priority' then 'priority_changed'
            when field_name = 'ownerAccepted' then 'accepted'
            when field_name = 'ownerEscalated' then 'escalated'
            when
                field_name in ('Owner', 'ownerAssignment')
                and old_value like '005%'
                and new_value like '005%'
                then 'handed_over'
            when field_name in ('Owner', 'ownerAssignment') then 'owner_changed'
            when field_name = 'IsEscalated' and lower(new_value) in ('true', '1') then 'escalated'
            else 'other_changed'
        end as event_name,
        old_value,
        new_value,
        created_at as event_at,
        _record_mark
    from histories

)

select * from final
