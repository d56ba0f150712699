{{ config(schema='intermediate') }}

{#
    The history of cases as events. A change of owner is written twice, by names and by ids; ids of users
    begin with 005, those of queues do not. Beside Resolved and Closed a case ends with a status in which most
    records are flagged as closed.
#}
with histories as (

    select * from {{ ref('stg_salesforce__case_history') }}

),

cases as (

    select * from {{ ref('stg_salesforce__case') }}

),

closed_statuses as (

    select status_name
    from cases
    where status_name is not null
    group by status_name
    having 2 * sum(case when is_closed then 1 else 0 end) > count(*)

),

judged as (

    select
        histories.*,
        histories.field_name = 'Status' and (
            histories.old_value in ('Resolved', 'Closed') or old_statuses.status_name is not null
        ) as was_ended,
        histories.field_name = 'Status' and (
            histories.new_value in ('Resolved', 'Closed') or new_statuses.status_name is not null
        ) as is_ended
    from histories
    left join closed_statuses as old_statuses
        on histories.old_value = old_statuses.status_name
    left join closed_statuses as new_statuses
        on histories.new_value = new_statuses.status_name

),

final as (

    select
        case_history_id as case_event_id,
        case_id,
        case
            when field_name = 'created' then 'opened'
            when was_ended and not is_ended then 'reopened'
            when field_name = 'Status' and new_value = 'Accepted' then 'accepted'
            when field_name = 'Status' and new_value = 'Working' then 'recorded'
            when field_name = 'Status' and new_value = 'Resolved' then 'resolved'
            when field_name = 'Status' and new_value = 'Reopened' then 'reopened'
            when is_ended then 'closed'
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
        {{ row_hash(['_record_mark', 'was_ended', 'is_ended']) }} as _record_mark
    from judged

)

select * from final
