{{ config(schema='intermediate', materialized='table') }}

{# Calls per interval and queue; handle time counts where the call was offered. #}
with calls as (

    select * from {{ ref('fct_call') }}

),

final as (

    select
        source_system,
        queue_name,
        interval_starts_at,

        sum(case when is_offered then 1 else 0 end) as offered_count,
        sum(case when is_offered and is_answered then 1 else 0 end) as answered_count,
        sum(case when is_abandoned then 1 else 0 end) as abandoned_count,
        sum(case when is_within_service_level then 1 else 0 end) as within_service_level_count,
        sum(case when not is_offered then 1 else 0 end) as outbound_count,
        sum(case when is_offered and is_answered then wait_seconds else 0 end) as wait_seconds,
        sum(case when is_offered and is_answered then handle_seconds else 0 end)
            as inbound_handle_seconds,
        sum(handle_seconds) as handle_seconds
    from calls
    group by source_system, queue_name, interval_starts_at

)

select * from final
