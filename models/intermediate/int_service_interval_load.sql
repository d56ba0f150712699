{{ config(schema='intermediate') }}

{#
    What staffing has to cope with per interval and queue: calls offered, and the mean handle time in
    whole seconds. An interval in which nobody was answered takes the queue's mean.
#}
with calls as (

    select * from {{ ref('int_service_interval_call') }}

),

queues as (

    select
        source_system,
        queue_name,
        cast(sum(inbound_handle_seconds) as double) / nullif(sum(answered_count), 0)
            as mean_handle_seconds
    from calls
    group by source_system, queue_name

),

final as (

    select
        calls.source_system,
        calls.queue_name,
        calls.interval_starts_at,
        cast(calls.offered_count as integer) as call_count,
        cast(round(coalesce(
            cast(calls.inbound_handle_seconds as double) / nullif(calls.answered_count, 0),
            queues.mean_handle_seconds
        )) as integer) as handle_seconds,
        {{ var('contact_interval_minutes') }} * 60 as interval_seconds
    from calls
    inner join queues
        on calls.source_system = queues.source_system
        and calls.queue_name = queues.queue_name
    where calls.offered_count > 0

)

select * from final
