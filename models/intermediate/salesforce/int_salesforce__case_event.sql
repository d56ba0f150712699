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
        created_at as event_at,
        _record_mark
    from histories

),

told_openings as (

    select case_id
    from {{ ref('stg_salesforce__case_history') }}
    where field_name = 'created'

),

told_endings as (

    select case_id
    from {{ ref('stg_salesforce__case_history') }}
    where field_name = 'Status' and new_value in ('Resolved', 'Closed')

),

implied_openings as (

    select
        cases.case_id || '-opened' as case_event_id,
        cases.case_id,
        'opened' as event_name,
        cast(null as varchar) as old_value,
        cast(null as varchar) as new_value,
        cases.created_at as event_at,
        {{ row_hash(['cases._record_mark', "'opened'"]) }} as _record_mark
    from cases
    left join told_openings
        on cases.case_id = told_openings.case_id
    where told_openings.case_id is null

),

implied_closings as (

    select
        cases.case_id || '-closed' as case_event_id,
        cases.case_id,
        'closed' as event_name,
        cast(null as varchar) as old_value,
        'Closed' as new_value,
        cases.closed_at as event_at,
        {{ row_hash(['cases._record_mark', "'closed'"]) }} as _record_mark
    from cases
    left join told_endings
        on cases.case_id = told_endings.case_id
    where
        told_endings.case_id is null
        and cases.closed_at is not null

),

final as (

    select *, false as is_implied from known_events
    union all
    select *, true as is_implied from implied_openings
    union all
    select *, true as is_implied from implied_closings

)

select
    case_event_id,
    case_id,
    event_name,
    old_value,
    new_value,
    event_at,
    is_implied,

    _record_mark
from final
