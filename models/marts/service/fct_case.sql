{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='case_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    The clocks run in business time of the reporting time zone. A clock that has not been stopped is
    measured up to the end of the as-of date, and has already breached once that exceeds the target.
    The resolution clock stops with the first resolution and does not start again; who was not answered
    before has been then. Where the source does not record first responses, nothing is judged by them.
#}
{% set closed_at -%}
case
    when histories.resolved_at is not null or cases.is_closed
        then coalesce(cases.closed_at, histories.closed_at)
end
{%- endset %}
with cases as (

    select
        case_key,
        party_system,
        party_id,
        product_key,
        employee_key,
        order_key,
        priority_name,
        opened_at,
        first_response_at,
        {{ business_date('opened_at') }} as opened_date,
        _version_mark
    from {{ ref('int_service_case') }}

),

calls as (

    select * from {{ ref('fct_call') }}

),

chats as (

    select * from {{ ref('fct_chat') }}

),

callbacks as (

    select * from {{ ref('fct_callback') }}

),

targets as (

    select * from {{ ref('sla_targets') }}

),

business_days as (

    select * from {{ ref('int_service_business_day') }}

),

{# Business days end where they were last made: a build of this model alone may know fewer than the next. #}
calendar_ends as (

    select max(date_day) as last_day from business_days

),

calendar_marks as (

    select {{ content_hash(['date_day']) }} as calendar_mark
    from {{ ref('holidays') }}

),

products as (

    select product_key from {{ ref('dim_product_current') }}

),

employees as (

    select employee_key from {{ ref('dim_employee_current') }}

),

orders as (

    select order_key, organisation_key from {{ ref('fct_order') }}

),

{{ case_marks() }}

changed as (

    {{ changed_groups('marked', ['case_key'], single=true) | indent(4) }}

),

parties as (

    select
        cases.case_key,
        {{ party_keys() }}
    from (
        select cases.case_key, cases.party_system, cases.party_id, cases.opened_date
        from changed
        inner join cases
            on changed.case_key = cases.case_key
    ) as cases
    {{ join_party('cases', 'cases.opened_date') }}

),

current_cases as (

    select
        cases.*,
        marked.opened_date,
        parties.customer_key,
        parties.customer_version_key,
        marked.product_key as known_product_key,
        marked.employee_key as known_employee_key,
        marked.order_key as known_order_key,
        marked.organisation_key,
        marked.first_response_target_minutes,
        marked.resolution_target_minutes,
        changed._version_mark as known_mark
    from changed
    inner join marked
        on changed.case_key = marked.case_key
    inner join {{ ref('int_service_case') }} as cases
        on changed.case_key = cases.case_key
    inner join parties
        on changed.case_key = parties.case_key

),

current_events as (

    select
        events.case_key,
        events.event_number,
        events.event_name,
        events.turn_name,
        events.event_at
    from {{ ref('fct_case_event') }} as events
    inner join changed
        on events.case_key = changed.case_key

),

{{ case_histories() }}

{{ case_clocks() }}

joined as (

    select
        cases.case_key,
        cases.customer_key,
        cases.customer_version_key,
        cases.known_product_key as product_key,
        cases.known_employee_key as employee_key,
        cases.known_order_key as order_key,
        cases.organisation_key,
        cases.source_system,
        cases.case_id,
        cases.case_number,
        cases.batch_no,
        coalesce(cases.origin_name, 'Unknown') as origin_name,
        coalesce(cases.case_type, 'Unknown') as case_type,
        coalesce(cases.reason_name, 'Unknown') as reason_name,
        coalesce(cases.priority_name, 'Unknown') as priority_name,
        coalesce(cases.status_name, 'Unknown') as status_name,
        cases.opened_at,
        cases.opened_date,
        cases.first_response_at,
        cases.is_first_response_recorded or cases.first_response_at is not null
            as is_first_response_recorded,
        histories.accepted_at,
        histories.recorded_at,
        histories.first_resolved_at,
        histories.resolved_at,
        {{ business_date('histories.resolved_at') }} as resolved_date,
        histories.reopened_at,
        {{ closed_at }} as closed_at,
        {{ business_date(closed_at) }} as closed_date,
        follow_ups.followed_up_at,
        cases.follow_up_date,
        histories.resolved_at is null and not cases.is_closed as is_open,
        cases.is_closed,
        coalesce(cases.case_type in ({{ quoted_texts(var('complaint_case_types')) }}), false)
            as is_complaint,
        cases.is_escalated or coalesce(histories.escalation_count, 0) > 0 as is_escalated,
        cast(coalesce(histories.reopen_count, 0) as integer) as reopen_count,
        cast(coalesce(histories.handover_count, 0) as integer) as handover_count,
        cast(coalesce(handled.contact_count, 0) as integer) as contact_count,
        cast(coalesce(follow_ups.callback_count, 0) as integer) as callback_count,
        cast(coalesce(handled.handle_seconds, 0) as bigint) as handling_seconds,
        cases.first_response_target_minutes,
        cases.resolution_target_minutes,
        cases.known_mark as _version_mark
    from current_cases as cases
    left join histories
        on cases.case_key = histories.case_key
    left join handled
        on cases.case_key = handled.case_key
    left join follow_ups
        on cases.case_key = follow_ups.case_key

),

judged as (

    select
        joined.*,
        measured.first_response_minutes,
        measured.accept_minutes,
        measured.record_minutes,
        measured.resolve_minutes,
        measured.follow_up_minutes,
        measured.resolution_minutes,
        measured.full_resolution_minutes,
        measured.first_response_elapsed_minutes,
        measured.resolution_elapsed_minutes,
        case
            when joined.first_response_target_minutes is null then 'no_target'
            when not joined.is_first_response_recorded then 'not_measured'
            when measured.first_response_elapsed_minutes > joined.first_response_target_minutes
                then 'breached'
            when coalesce(joined.first_response_at, joined.first_resolved_at) is not null then 'attained'
            else 'running'
        end as first_response_sla,
        case
            when joined.resolution_target_minutes is null then 'no_target'
            when measured.resolution_elapsed_minutes > joined.resolution_target_minutes
                then 'breached'
            when measured.resolution_minutes is not null then 'attained'
            else 'running'
        end as resolution_sla
    from joined
    inner join measured
        on joined.case_key = measured.case_key

),

final as (

    select
        case_key,
        customer_key,
        customer_version_key,
        product_key,
        employee_key,
        order_key,
        organisation_key,

        source_system,
        case_id,
        case_number,
        batch_no,
        origin_name,
        case_type,
        reason_name,
        priority_name,
        status_name,
        opened_at,
        opened_date,
        first_response_at,
        accepted_at,
        recorded_at,
        first_resolved_at,
        resolved_at,
        resolved_date,
        reopened_at,
        closed_at,
        closed_date,
        followed_up_at,
        follow_up_date,
        first_response_sla,
        resolution_sla,
        is_open,
        is_closed,
        is_complaint,
        is_escalated,
        first_response_sla = 'breached' as is_first_response_breached,
        resolution_sla = 'breached' as is_resolution_breached,
        reopen_count > 0 as is_reopened,
        resolved_at is not null
        and reopen_count = 0
        and handover_count = 0
        and not is_escalated
        and contact_count <= case
            when origin_name in ({{ quoted_texts(var('written_case_origins')) }}) then 0
            else 1
        end
            as is_first_contact_resolved,

        first_response_target_minutes,
        resolution_target_minutes,
        first_response_minutes,
        accept_minutes,
        record_minutes,
        resolve_minutes,
        follow_up_minutes,
        resolution_minutes,
        full_resolution_minutes,
        first_response_elapsed_minutes,
        resolution_elapsed_minutes,
        reopen_count,
        handover_count,
        contact_count,
        callback_count,
        handling_seconds,

        _version_mark
    from judged

)

{{ made_again('final', 'changed', ['case_key']) }}
