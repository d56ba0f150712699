{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='case_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Events of cases that were deleted are left out, with their cases. A system without history still
    gives each case its opening and, once resolved or closed, that: these are implied. So is the closing of
    a case that is closed though its history leaves it open. The opening comes first, and is that of the
    record where the history was written later (by a migration, or a second later); at one instant what is
    implied comes last. A case's events are made together: made again are the cases of events that are new,
    other ones or gone, and the cases that are other ones themselves.
#}
{% set columns = {
    'case_event_id': 'text', 'case_id': 'text', 'event_name': 'text',
    'old_value': 'text', 'new_value': 'text', 'event_at': 'timestamp', '_record_mark': 'bigint',
} %}
{%- set zone = "'" ~ var('reporting_timezone') ~ "'" %}
{%- set case_hash = row_hash(['source_system', 'case_id']) %}
{%- set event_mark = row_hash(['source_system', '_record_mark', zone]) %}
with cases as (

    select
        case_key,
        source_system,
        case_id,
        opened_at,
        is_closed,
        status_resolved_at,
        coalesce(closed_at, status_closed_at) as closed_at,
        _version_mark as case_mark
    from {{ ref('int_service_case') }}

),
{% if is_incremental() %}
told_marks as (

    select {{ event_mark }} as event_mark
    from ({{ conform('case_event', {'_record_mark': 'bigint'}) }}) as records

),

differing as (

    select
        told_marks.event_mark,
        built.case_key
    from told_marks
    full outer join (
        select case_key, _event_mark from {{ this }} where not is_implied
    ) as built
        on told_marks.event_mark = built._event_mark
    where
        told_marks.event_mark is null
        or built._event_mark is null

),

differing_cases as (

    select coalesce(cases.case_key, built.case_key) as case_key
    from cases
    full outer join (
        select case_key, _case_mark from {{ this }} where event_number = 1
    ) as built
        on cases.case_key = built.case_key
    where cases.case_mark is distinct from built._case_mark

),

told_anew as (

    select case_hash
    from (
        select {{ case_hash }} as case_hash, {{ event_mark }} as event_mark
        from ({{ conform('case_event', {'case_id': 'text', '_record_mark': 'bigint'}) }}) as records
    ) as events
    where event_mark in (select event_mark from differing)

),

changed as (

    select case_key from differing_cases
    union
    select case_key from differing where case_key is not null
    union
    select case_key
    from cases
    where {{ case_hash }} in (select case_hash from told_anew)

),
{% endif %}
current_cases as (

    select * from cases
    {%- if is_incremental() %}
    where case_key in (select case_key from changed)
    {%- endif %}

),

records as (

    select
        current_cases.case_key,
        events.source_system,
        events.case_event_id,
        events.case_id,
        events.event_name,
        events.old_value,
        events.new_value,
        events.event_at,
        events._record_mark,
        current_cases.case_mark,
        current_cases.opened_at,
        events.event_name = 'opened' and row_number() over (
            partition by current_cases.case_key, events.event_name
            order by events.event_at, events.case_event_id
        ) = 1 as is_first
    from ({{ conform('case_event', columns) | indent(4) }}) as events
    inner join current_cases
        on events.source_system = current_cases.source_system
        and events.case_id = current_cases.case_id

),

told as (

    select
        case_key,
        source_system,
        case_event_id,
        case_id,
        event_name,
        old_value,
        new_value,
        case when is_first then least(event_at, coalesce(opened_at, event_at)) else event_at end
            as event_at,
        false as is_implied,
        is_first,
        _record_mark,
        case_mark
    from records

),

told_cases as (

    select
        case_key,
        max(case when event_name = 'opened' then 1 else 0 end) as has_opened,
        max(case when event_name in ('resolved', 'closed') then 1 else 0 end) as has_ended,
        max(
            case when event_name in ('opened', 'reopened') and recency = 1 then event_at end
        ) as left_open_at
    from (
        select
            case_key,
            event_name,
            event_at,
            row_number() over (
                partition by case_key
                order by
                    event_at desc,
                    case when event_name = 'opened' then 1 else 0 end,
                    case_event_id desc
            ) as recency
        from told
        where event_name in ('opened', 'reopened', 'resolved', 'closed')
    ) as told_turns
    group by case_key

),

events as (

    select * from told

    union all
    {% for event_name, event_at, condition in [
        ('opened', 'cases.opened_at', 'coalesce(told_cases.has_opened, 0) = 0'),
        (
            'resolved', 'cases.status_resolved_at',
            'coalesce(told_cases.has_ended, 0) = 0 and cases.status_resolved_at is not null',
        ),
        (
            'closed',
            'case when cases.is_closed and told_cases.left_open_at > cases.closed_at '
            ~ 'then told_cases.left_open_at else cases.closed_at end',
            '(coalesce(told_cases.has_ended, 0) = 0 '
            ~ 'or cases.is_closed and told_cases.left_open_at is not null) '
            ~ 'and cases.closed_at is not null',
        ),
    ] %}
    select
        cases.case_key,
        cases.source_system,
        cases.case_id || '-{{ event_name }}' as case_event_id,
        cases.case_id,
        '{{ event_name }}' as event_name,
        cast(null as varchar) as old_value,
        cast({{ 'null' if event_name == 'opened' else "'" ~ event_name | capitalize ~ "'" }} as varchar)
            as new_value,
        {{ event_at }} as event_at,
        true as is_implied,
        {{ 'true' if event_name == 'opened' else 'false' }} as is_first,
        {{ row_hash(['cases.case_mark', "'" ~ event_name ~ "'"]) }} as _record_mark,
        cases.case_mark
    from current_cases as cases
    left join told_cases
        on cases.case_key = told_cases.case_key
    where
        {{ condition }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

dated as (

    select
        {{ surrogate_key(['source_system', 'case_event_id']) }} as case_event_key,
        *,
        {{ business_date('event_at') }} as event_date,
        cast(
            row_number() over (
                partition by case_key
                order by
                    case when is_first then 0 else 1 end,
                    event_at,
                    case when event_name = 'opened' then 0 when is_implied then 2 else 1 end,
                    case_event_id
            ) as integer
        ) as event_number
    from events

),

{# The last opening and the last ending before each event. #}
followed as (

    select
        *,
        {%- for turn, event_names in [
            ('opening', "'opened', 'reopened'"), ('ending', "'resolved', 'closed'"),
        ] %}
        max(case when event_name in ({{ event_names }}) then event_number end) over (
            partition by case_key order by event_number
            rows between unbounded preceding and 1 preceding
        ) as last_{{ turn }}{{ ',' if not loop.last }}
        {%- endfor %}
    from dated

),

final as (

    select
        case_event_key,
        case_key,

        source_system,
        case_event_id,
        case_id,
        event_number,
        event_name,
        case
            when event_name in ('opened', 'reopened') and last_opening is null then 'opened'
            when event_name in ('opened', 'reopened') and last_ending > last_opening then 'reopened'
            when
                event_name in ('resolved', 'closed')
                and last_opening > coalesce(last_ending, 0)
                then 'ended'
        end as turn_name,
        old_value,
        new_value,
        event_at,
        event_date,
        is_implied,

        cast(
            {{ epoch_seconds('event_at') }}
            - lag({{ epoch_seconds('event_at') }}) over (
                partition by case_key order by event_number
            ) as bigint
        ) as seconds_since_previous,

        {{ row_hash([content_hash(['_record_mark']) ~ ' over (partition by case_key)', zone]) }}
            as _version_mark,
        {{ event_mark }} as _event_mark,
        case_mark as _case_mark
    from followed

)

{{ made_again('final', 'changed', ['case_key']) }}
