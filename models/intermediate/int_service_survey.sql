{{ config(schema='intermediate', materialized='table') }}

{# Surveys that were sent, answered or not. #}
with responses as (

    {{ conform('survey_response', {
        'response_id': 'text', 'survey_id': 'text', 'party_system': 'text', 'party_id': 'text',
        'case_key': 'bigint', 'order_key': 'bigint', 'sent_at': 'timestamp',
        'answered_at': 'timestamp', 'comment_text': 'text',
    }) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'response_id']) }} as survey_response_key,
        source_system,
        response_id,
        survey_id,
        party_system,
        party_id,
        case_key,
        order_key,
        sent_at,
        {{ business_date('sent_at') }} as sent_date,
        answered_at,
        {{ business_date('answered_at') }} as answered_date,
        comment_text
    from responses

)

select * from final
