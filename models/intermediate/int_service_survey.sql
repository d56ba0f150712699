{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='survey_response_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Surveys that were sent, answered or not; who did not answer is nobody's customer here. #}
{% set columns = {
    'response_id': 'text', 'survey_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'order_key': 'bigint', 'sent_at': 'timestamp',
    'answered_at': 'timestamp', 'comment_text': 'text', '_record_mark': 'bigint',
} %}
{% set made_of = [
    'responses.source_system', 'responses._record_mark',
    'case when responses.answered_at is not null then party_marks.party_mark end',
    "'" ~ var('reporting_timezone') ~ "'",
] %}
with
{% if is_incremental() -%}
present as (

    select
        responses.source_system,
        responses._record_mark,
        {{ row_hash(made_of) }} as _version_mark
    from (
        {{ conform('survey_response', {
            'party_system': 'text', 'party_id': 'text', 'answered_at': 'timestamp',
            '_record_mark': 'bigint',
        }) | indent(8) }}
    ) as responses
    {{ join_party_mark('responses') }}

),

changed as (

    {{ changed_marks('present', ['survey_response_key']) }}

),
{%- endif %}

responses as (

    select
        responses.*,
        {%- if is_incremental() %}
        changed._version_mark,
        {%- endif %}
        {{ business_date('responses.answered_at') }} as answered_date
    from (
        {{ conform('survey_response', columns) | indent(8) }}
    ) as responses
    {%- if is_incremental() %}
    inner join changed
        on responses.source_system = changed.source_system
        and responses._record_mark = changed._record_mark
    {%- endif %}

),

answerers as (

    select
        *,
        case when answered_at is not null then party_id end as answerer_id
    from responses

),

keyed as (

    select
        responses.*,
        {{ party_keys() }}
        {%- if not is_incremental() %},
        {{ row_hash(made_of) }} as _version_mark
        {%- endif %}
    from answerers as responses
    {{ join_party('responses', 'responses.answered_date', id='answerer_id') }}
    {%- if not is_incremental() %}
    {{ join_party_mark('responses') }}
    {%- endif %}

),

final as (

    select
        {{ surrogate_key(['source_system', 'response_id']) }} as survey_response_key,
        customer_key,
        customer_version_key,
        source_system,
        response_id,
        survey_id,
        case_key,
        order_key,
        sent_at,
        {{ business_date('sent_at') }} as sent_date,
        answered_at,
        answered_date,
        comment_text,

        _version_mark
    from keyed

)

{{ replaced_rows('final', 'changed', ['survey_response_key']) }}
