{#
    As CTEs of fct_case, what tells that a case is another one: `marked`, with the keys it was looked up
    by. The as-of date is part of a case's mark while a clock runs, and while a time of the case may lie
    beyond the calendar's end.
#}
{% macro case_marks() -%}
event_marks as (

    select
        case_key,
        min(_version_mark) as event_mark,
        max(event_at) as last_event_at,
        max(case when event_name in ('resolved', 'closed') then 1 else 0 end) as has_ended
    from {{ ref('fct_case_event') }}
    group by case_key

),

contact_rows as (

    select case_key, _version_mark, cast(null as timestamp) as done_at
    from calls
    where case_key <> 0

    union all

    select case_key, _version_mark, cast(null as timestamp) as done_at
    from chats
    where case_key <> 0

    union all

    select case_key, _version_mark, done_at
    from callbacks
    where case_key <> 0

),

contact_marks as (

    select
        case_key,
        {{ content_hash(['_version_mark']) }} as contact_mark,
        max(done_at) as last_done_at
    from contact_rows
    group by case_key

),

keyed as (

    select
        cases.case_key,
        cases.opened_date,
        party_marks.party_mark,
        {{ member_key('products.product_key', source_key='cases.product_key') }} as product_key,
        {{ member_key('employees.employee_key', source_key='cases.employee_key') }} as employee_key,
        coalesce(orders.order_key, 0) as order_key,
        {{ member_key('orders.organisation_key', source_key='cases.order_key') }}
            as organisation_key,
        cast(targets.first_response_minutes as integer) as first_response_target_minutes,
        cast(targets.resolution_minutes as integer) as resolution_target_minutes,
        cases._version_mark as case_mark,
        event_marks.event_mark,
        contact_marks.contact_mark,
        calendar_marks.calendar_mark,
        case when coalesce(event_marks.has_ended, 0) = 0 then true else greatest(
            cases.opened_at,
            cases.first_response_at,
            event_marks.last_event_at,
            coalesce(contact_marks.last_done_at, cases.opened_at)
        ) >= cast(least(
            {{ add_days(as_of_date(), -1) }}, {{ add_days('calendar_ends.last_day', -2) }}
        ) as timestamp) end as has_open_clock,
        calendar_ends.last_day
    from cases
    {{ join_party_mark('cases') }}
    left join products
        on cases.product_key = products.product_key
    left join employees
        on cases.employee_key = employees.employee_key
    left join orders
        on cases.order_key = orders.order_key
    left join targets
        on cases.priority_name = targets.priority_name
    left join event_marks
        on cases.case_key = event_marks.case_key
    left join contact_marks
        on cases.case_key = contact_marks.case_key
    cross join calendar_marks
    cross join calendar_ends

),

marked as (

    select
        *,
        {{ row_hash([
            'case_mark', 'event_mark', 'contact_mark', 'calendar_mark', 'opened_date',
            'case when has_open_clock then ' ~ as_of_date() ~ ' end',
            'case when has_open_clock then last_day end',
            'party_mark', 'product_key', 'employee_key', 'order_key', 'organisation_key',
            'first_response_target_minutes', 'resolution_target_minutes',
            business_hours_mark(), "'" ~ var('business_calendar_start') ~ "'",
            "'" ~ var('reporting_timezone') ~ "'",
            texts_mark(var('complaint_case_types')), texts_mark(var('written_case_origins')),
        ]) }} as _version_mark
    from keyed

),
{%- endmacro %}

{#
    As CTEs of fct_case, what the events, contacts and call-backs of the cases to be made tell. A change of
    owner may be told twice, and is one instant; before the acceptance it is a handover only if told so.
#}
{% macro case_histories() -%}
milestones as (

    select
        case_key,
        min(case when event_name = 'accepted' then event_at end) as first_accepted_at,
        max(case when turn_name in ('opened', 'reopened') then event_number end) as last_opening,
        max(case when turn_name = 'reopened' then event_at end) as reopened_at,
        sum(case when turn_name = 'reopened' then 1 else 0 end) as reopen_count
    from current_events as events
    group by case_key

),

histories as (

    select
        events.case_key,
        min(case when events.event_name = 'accepted' then events.event_at end) as accepted_at,
        min(case when events.event_name = 'recorded' then events.event_at end) as recorded_at,
        min(
            case when events.event_name in ('resolved', 'closed') then events.event_at end
        ) as first_resolved_at,
        min(
            case
                when
                    events.event_name in ('resolved', 'closed')
                    and events.event_number > coalesce(milestones.last_opening, 0)
                    then events.event_at
            end
        ) as resolved_at,
        max(
            case
                when
                    events.event_name = 'closed'
                    and events.event_number > coalesce(milestones.last_opening, 0)
                    then events.event_at
            end
        ) as closed_at,
        max(case when events.event_name = 'escalated' then 1 else 0 end) as escalation_count,
        count(
            distinct case
                when
                    events.event_name = 'handed_over'
                    or (
                        events.event_name = 'owner_changed'
                        and events.event_at > milestones.first_accepted_at
                    )
                    then events.event_at
            end
        ) as handover_count,
        max(milestones.reopened_at) as reopened_at,
        max(milestones.reopen_count) as reopen_count
    from current_events as events
    inner join milestones
        on events.case_key = milestones.case_key
    group by events.case_key

),

contacts as (

    select calls.case_key, calls.handle_seconds
    from calls
    inner join changed
        on calls.case_key = changed.case_key

    union all

    select chats.case_key, chats.handle_seconds
    from chats
    inner join changed
        on chats.case_key = changed.case_key

),

handled as (

    select
        case_key,
        count(*) as contact_count,
        sum(handle_seconds) as handle_seconds
    from contacts
    group by case_key

),

follow_ups as (

    select
        callbacks.case_key,
        count(*) as callback_count,
        min(
            case
                when
                    callbacks.done_at >= histories.first_resolved_at
                    and coalesce(callbacks.outcome, 'done') <> 'not_reached'
                    then callbacks.done_at
            end
        ) as followed_up_at
    from callbacks
    inner join changed
        on callbacks.case_key = changed.case_key
    left join histories
        on callbacks.case_key = histories.case_key
    where callbacks.callback_state in ('done_on_time', 'done_late')
    group by callbacks.case_key

),
{%- endmacro %}

{# As CTEs of fct_case, the times of a case in business minutes: `measured`. #}
{% macro case_clocks() -%}
{%- set clocks = [
    'opened', 'first_response', 'accepted', 'recorded', 'first_resolved', 'resolved', 'followed_up',
    'measured',
] -%}
timed as (

    select
        cases.case_key,
        cases.opened_at,
        cases.first_response_at,
        histories.accepted_at,
        histories.recorded_at,
        histories.first_resolved_at,
        histories.resolved_at,
        follow_ups.followed_up_at,
        {{ known_before() }} as measured_at
    from current_cases as cases
    left join histories
        on cases.case_key = histories.case_key
    left join follow_ups
        on cases.case_key = follow_ups.case_key

),

positioned as (

    select
        timed.case_key,
        {%- for clock in clocks %}
        {{ business_position('timed.' ~ clock ~ '_at', clock ~ '_days') }} as {{ clock }}_position
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from timed
    {%- for clock in clocks %}
    left join business_days as {{ clock }}_days
        on {{ business_date('timed.' ~ clock ~ '_at') }} = {{ clock }}_days.date_day
    {%- endfor %}

),

measured as (

    select
        case_key,
        {{ business_minutes('opened_position', 'first_response_position') }}
            as first_response_minutes,
        {{ business_minutes('opened_position', 'accepted_position') }} as accept_minutes,
        {{ business_minutes('accepted_position', 'recorded_position') }} as record_minutes,
        {{ business_minutes('recorded_position', 'first_resolved_position') }} as resolve_minutes,
        {{ business_minutes('first_resolved_position', 'followed_up_position') }}
            as follow_up_minutes,
        {{ business_minutes('opened_position', 'first_resolved_position') }}
            as resolution_minutes,
        {{ business_minutes('opened_position', 'resolved_position') }} as full_resolution_minutes,
        {{ business_minutes(
            'opened_position',
            'coalesce(least('
            ~ 'coalesce(first_response_position, first_resolved_position), '
            ~ 'coalesce(first_resolved_position, first_response_position)'
            ~ '), measured_position)'
        ) }} as first_response_elapsed_minutes,
        {{ business_minutes(
            'opened_position', 'coalesce(first_resolved_position, measured_position)'
        ) }} as resolution_elapsed_minutes
    from positioned

),
{%- endmacro %}
