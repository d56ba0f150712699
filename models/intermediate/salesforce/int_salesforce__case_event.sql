{{ config(schema='intermediate') }}

{#
    The history of cases as events. An export without history still gives each case its opening and,
    once closed, its closing.
#}
with cases as (

    select * from {{ ref('stg_salesforce__case') }}

),

histories as (

    select * from {{ ref('stg_salesforce__case_history') }}

),

known_events as (

    select
        case_history_id as case_event_id,
        case_id,
        case
            when field_name = 'created' then 'opened'
            when field_name = 'Status' and new_value = 'Accepted' then 'accepted'
            when field_name = 'Status' and new_value = 'Working' then 'recorded'
            when field_name = 'Status' and new_value = 'Resolved' then 'resolved'
            when field_name = 'Status' and new_value = 'Reopened' then 'reopened'
            when field_name = 'Status' and new_value = 'Closed' then 'closed'
            when field_name = 'Status' then 'status_changed'
            when field_name = 'Priority' then 'priority_changed'
            when field_name = 'Owner' then 'owner_changed'
            when field_name = 'IsEscalated' and lower(new_value) in ('true', '1') then 'escalated'
            else 'other_changed'
        end as event_name,
        old_value,
        new_value,
        created_at as event_at
    from histories

),

told as (

    select
        case_id,
        max(case when event_name = 'opened' then 1 else 0 end) as has_opened,
        max(case when event_name in ('resolved', 'closed') then 1 else 0 end) as has_ended
    from known_events
    group by case_id

),

implied_openings as (

    select
        cases.case_id || '-opened' as case_event_id,
        cases.case_id,
        'opened' as event_name,
        cast(null as varchar) as old_value,
        cast(null as varchar) as new_value,
        cases.created_at as event_at
    from cases
    left join told
        on cases.case_id = told.case_id
    where coalesce(told.has_opened, 0) = 0

),

implied_closings as (

    select
        cases.case_id || '-closed' as case_event_id,
        cases.case_id,
        'closed' as event_name,
        cast(null as varchar) as old_value,
        'Closed' as new_value,
        cases.closed_at as event_at
    from cases
    left join told
        on cases.case_id = told.case_id
    where
        coalesce(told.has_ended, 0) = 0
        and cases.closed_at is not null

),

final as (

    select case_event_id, case_id, event_name, old_value, new_value, event_at, false as is_implied
    from known_events

    union all

    select case_event_id, case_id, event_name, old_value, new_value, event_at, true as is_implied
    from implied_openings

    union all

    select case_event_id, case_id, event_name, old_value, new_value, event_at, true as is_implied
    from implied_closings

)

select * from final
