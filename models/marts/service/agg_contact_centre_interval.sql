{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='interval_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set interval_seconds = var('contact_interval_minutes') * 60 -%}
{%- set call_columns = [
    'source_system', 'queue_name', 'interval_starts_at', 'offered_count', 'answered_count',
    'abandoned_count', 'within_service_level_count', 'outbound_count', 'wait_seconds', 'waited_count',
    'inbound_handle_seconds', 'handle_seconds',
] -%}
with calls as (

    select
        *,
        cast({{ reporting_time('interval_starts_at') }} as date) as interval_date
    from {{ ref('int_service_interval_call') }}

),

loads as (

    select
        *,
        cast({{ reporting_time('interval_starts_at') }} as date) as interval_date
    from {{ ref('int_service_interval_load') }}

),

needs as (

    select * from {{ ref('int_service_staffing_need') }}

),

shifts as (

    select
        agent_shift_key,
        source_system,
        queue_name,
        {{ epoch_seconds('started_at') }} as starts_second,
        {{ epoch_seconds('ended_at') }} as ends_second,
        {{ contact_interval(epoch_seconds('started_at')) }} as first_interval,
        {{ contact_interval(epoch_seconds('ended_at') ~ ' - 1') }} as last_interval
    from {{ ref('fct_agent_shift') }}
    where ended_at > started_at

),

{# A shift counts on each day from the one of its first interval to the one of its last. #}
dated_shifts as (

    select
        *,
        {% for end in ['first', 'last'] %}
        cast({{ reporting_time(
            timestamp_of_epoch(contact_interval_second(end ~ '_interval'))
        ) }} as date) as {{ end }}_date
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from shifts

),

shift_days as (

    {{ integers_spanned(
        'dated_shifts', '0', days_between('first_date', 'last_date'), 'day_number'
    ) | indent(4) }}

),

parts as (

    select interval_date, {{ row_hash(call_columns) }} as part_mark
    from calls

    union all

    select
        interval_date,
        {{ row_hash([
            'source_system', 'queue_name', 'interval_starts_at', 'call_count',
            'handle_seconds', 'interval_seconds', "'load'",
        ]) }} as part_mark
    from loads

    union all

    select
        {{ add_days('first_date', 'day_number') }} as interval_date,
        {{ content_hash([
            'agent_shift_key', 'source_system', 'queue_name', 'starts_second', 'ends_second',
        ]) }} as part_mark
    from shift_days
    group by 1

),

marks as (

    select
        interval_date,
        {{ row_hash([
            content_hash(['part_mark']), interval_seconds, var('service_level_target'),
            var('service_level_seconds'), "'" ~ var('reporting_timezone') ~ "'",
        ]) }} as _version_mark
    from parts
    group by interval_date

),

changed as (

    {{ changed_groups('marks', ['interval_date']) | indent(4) }}

),

current_shifts as (

    select *
    from dated_shifts
    {%- if is_incremental() %}
    where exists (
        select 1
        from changed
        where changed.interval_date between dated_shifts.first_date and dated_shifts.last_date
    )
    {%- endif %}

),

current_calls as (

    select calls.*
    from calls
    inner join changed
        on calls.interval_date = changed.interval_date

),

shift_intervals as (

    {{ integers_spanned('current_shifts', 'first_interval', 'last_interval', 'interval_number') }}

),

staff as (

    select
        source_system,
        queue_name,
        {{ timestamp_of_epoch(contact_interval_second('interval_number')) }} as interval_starts_at,
        sum(
            least(ends_second, {{ contact_interval_second('(interval_number + 1)') }})
            - greatest(starts_second, {{ contact_interval_second('interval_number') }})
        ) as staffed_seconds
    from shift_intervals
    group by source_system, queue_name, interval_number

),

joined as (

    select
        coalesce(calls.source_system, staff.source_system) as source_system,
        coalesce(calls.queue_name, staff.queue_name) as queue_name,
        coalesce(calls.interval_starts_at, staff.interval_starts_at) as interval_starts_at,
        {{ reporting_time('coalesce(calls.interval_starts_at, staff.interval_starts_at)') }}
            as interval_time,
        coalesce(calls.offered_count, 0) as offered_count,
        coalesce(calls.answered_count, 0) as answered_count,
        coalesce(calls.abandoned_count, 0) as abandoned_count,
        coalesce(calls.within_service_level_count, 0) as within_service_level_count,
        coalesce(calls.outbound_count, 0) as outbound_count,
        coalesce(calls.wait_seconds, 0) as wait_seconds,
        coalesce(calls.waited_count, 0) as waited_count,
        coalesce(calls.inbound_handle_seconds, 0) as inbound_handle_seconds,
        coalesce(calls.handle_seconds, 0) as handle_seconds,
        coalesce(staff.staffed_seconds, 0) as staffed_seconds
    from current_calls as calls
    full outer join staff
        on calls.source_system = staff.source_system
        and calls.queue_name = staff.queue_name
        and calls.interval_starts_at = staff.interval_starts_at

),

final as (

    select
        joined.source_system,
        joined.queue_name,
        joined.interval_starts_at,

        cast(joined.interval_time as date) as interval_date,
        {{ clock_time('joined.interval_time') }} as interval_start_time,
        {{ iso_day_of_week('joined.interval_time') }} as day_of_week,

        cast(joined.offered_count as integer) as offered_count,
        cast(joined.answered_count as integer) as answered_count,
        cast(joined.abandoned_count as integer) as abandoned_count,
        cast(joined.within_service_level_count as integer) as within_service_level_count,
        cast(joined.outbound_count as integer) as outbound_count,
        cast(joined.wait_seconds as bigint) as wait_seconds,
        cast(joined.waited_count as integer) as waited_count,
        cast(joined.inbound_handle_seconds as bigint) as inbound_handle_seconds,
        cast(joined.handle_seconds as bigint) as handle_seconds,
        cast(joined.staffed_seconds as bigint) as staffed_seconds,
        {{ share('joined.within_service_level_count', 'joined.offered_count') }}
            as service_level_rate,
        {{ share('joined.abandoned_count', 'joined.offered_count') }} as abandon_rate,
        {{ share('joined.wait_seconds', 'joined.waited_count') }}
            as average_speed_of_answer_seconds,
        {{ share('joined.inbound_handle_seconds', 'joined.answered_count') }}
            as average_handle_seconds,
        {{ share('joined.handle_seconds', 'joined.staffed_seconds') }} as occupancy_rate,
        case when joined.offered_count = 0 then 0 else needs.load_erlangs end as load_erlangs,
        case when joined.offered_count = 0 then 0 else needs.required_agents end as required_agents,
        cast(joined.staffed_seconds as double) / {{ interval_seconds }} as staffed_agents,

        changed._version_mark
    from joined
    inner join changed
        on cast(joined.interval_time as date) = changed.interval_date
    left join loads
        on joined.source_system = loads.source_system
        and joined.queue_name = loads.queue_name
        and joined.interval_starts_at = loads.interval_starts_at
    left join needs
        on loads.call_count = needs.call_count
        and loads.handle_seconds = needs.handle_seconds
        and loads.interval_seconds = needs.interval_seconds

)

{{ made_again('final', 'changed', ['interval_date']) }}
