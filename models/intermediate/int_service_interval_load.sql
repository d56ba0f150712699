{{ config(schema='intermediate') }}

{#
    What staffing has to cope with per interval and queue: calls offered, and their mean handle time. An
    interval of which none is known takes the queue's mean, and that of all queues of the source where the
    queue has none: in whole seconds, for the interval would be another one with every later call else.
#}
with calls as (

    select * from {{ ref('int_service_interval_call') }}

),

queues as (

    select
        source_system,
        queue_name,
        {{ mean_handle_seconds('sum(inbound_handle_seconds)', 'sum(answered_count)') }}
            as handle_seconds
    from calls
    group by source_system, queue_name

),

systems as (

    select
        source_system,
        {{ mean_handle_seconds('sum(inbound_handle_seconds)', 'sum(answered_count)') }}
            as handle_seconds
    from calls
    group by source_system

),

final as (

    select
        calls.source_system,
        calls.queue_name,
        calls.interval_starts_at,
        cast(calls.offered_count as integer) as call_count,
        coalesce(
            {{ mean_handle_seconds('calls.inbound_handle_seconds', 'calls.answered_count') }},
            round(coalesce(queues.handle_seconds, systems.handle_seconds))
        ) as handle_seconds,
        {{ var('contact_interval_minutes') }} * 60 as interval_seconds
    from calls
    inner join queues
        on calls.source_system = queues.source_system
        and calls.queue_name = queues.queue_name
    inner join systems
        on calls.source_system = systems.source_system
    where calls.offered_count > 0

)

select * from final
