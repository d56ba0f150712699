{{ config(schema='intermediate') }}

{# Every contact with a customer after the sale: calls, chats, call-backs, cases and surveys. #}
with calls as (

    select * from {{ ref('fct_call') }}

),

chats as (

    select * from {{ ref('fct_chat') }}

),

callbacks as (

    select * from {{ ref('fct_callback') }}

),

cases as (

    select * from {{ ref('fct_case') }}

),

responses as (

    select * from {{ ref('fct_survey_response') }}

),

final as (

    select
        'call' as contact_type,
        call_key as contact_key,
        customer_key,
        call_date as contact_date,
        1 as contact_count,
        0 as case_count,
        0 as complaint_count,
        coalesce(handle_seconds, 0) as service_seconds,
        cast(null as decimal(18, 6)) as satisfaction_score
    from calls

    union all

    select
        'chat',
        chat_key,
        customer_key,
        chat_date,
        1, 0, 0,
        coalesce(handle_seconds, 0),
        null
    from chats

    union all

    select
        'callback',
        callback_key,
        customer_key,
        done_date,
        1, 0, 0,
        60 * {{ var('callback_minutes') }},
        null
    from callbacks
    where done_date is not null

    union all

    select
        'case',
        case_key,
        customer_key,
        opened_date,
        0, 1,
        case when is_complaint then 1 else 0 end,
        60 * {{ var('case_minutes') }},
        null
    from cases

    union all

    select
        'response',
        survey_response_key,
        customer_key,
        answered_date,
        0, 0, 0, 0,
        cast(case when nps_score is null then satisfaction_score end as decimal(18, 6))
    from responses

)

select * from final
