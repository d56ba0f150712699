{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='month_start_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Calls per interval and queue; handle time counts where the call was offered. #}
with months as (

    select
        cast(date_trunc('month', interval_starts_at) as date) as month_start_date,
        {{ content_hash(['_version_mark']) }} as _version_mark
    from {{ ref('fct_call') }}
    group by 1

),

changed as (

    {{ changed_groups('months', ['month_start_date']) | indent(4) }}

),

calls as (

    select
        calls.*,
        changed.month_start_date,
        changed._version_mark as month_mark
    from {{ ref('fct_call') }} as calls
    inner join changed
        on cast(date_trunc('month', calls.interval_starts_at) as date) = changed.month_start_date

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
        sum(case when is_offered and is_answered and wait_seconds is not null then 1 else 0 end)
            as waited_count,
        sum(case when is_offered and is_answered then handle_seconds else 0 end)
            as inbound_handle_seconds,
        sum(handle_seconds) as handle_seconds,

        month_start_date,
        month_mark as _version_mark
    from calls
    group by source_system, queue_name, interval_starts_at, month_start_date, month_mark

)

{{ made_again('final', 'changed', ['month_start_date']) }}
