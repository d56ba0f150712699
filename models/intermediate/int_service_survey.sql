{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_system', 'response_id'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Surveys that were sent, answered or not; who did not answer is nobody's customer here. #}
{% set key = ['source_system', 'response_id'] %}
{% set columns = {
    'response_id': 'text', 'survey_id': 'text', 'party_system': 'text', 'party_id': 'text',
    'case_key': 'bigint', 'order_key': 'bigint', 'sent_at': 'timestamp',
    'answered_at': 'timestamp', 'comment_text': 'text',
} %}
{%- set compared = columns_compared(columns, [
    'response_id', 'party_system', 'party_id', 'answered_at',
]) %}
{%- set kept = ['answered_date', 'customer_key', 'customer_version_key'] %}
with responses as (

    {{ conform('survey_response', compared) | indent(4) }}

),

dated as (

    select
        source_system,
        {%- for column in compared if column != 'party_id' %}
        {{ column }},
        {%- endfor %}
        case when answered_at is not null then party_id end as party_id,
        {{ business_date('answered_at') }} as answered_date
    from responses

),

keyed as (

    select
        dated.*,
        {{ party_keys() }}
    from dated
    {{ join_party('dated', 'dated.answered_date') }}

),

marked as (

    select
        *,
        {{ row_hash(['_record_mark'] + kept + ["'" ~ var('reporting_timezone') ~ "'"]) }}
            as _version_mark
    from keyed

),

changed as (

    {{ changed_groups('marked', key, single=true) | indent(4) }}

),

current_responses as (

    {{ records_made_again('survey_response', columns, 'marked', 'changed', key, kept) | indent(4) }}

),

final as (

    select
        {{ surrogate_key(key) }} as survey_response_key,
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
    from current_responses

)

{{ made_again('final', 'changed', key) }}
