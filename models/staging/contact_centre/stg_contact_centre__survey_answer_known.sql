{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['response_id', 'question_id'],
    on_schema_change='fail',
    post_hook="{{ forget_earlier_builds() }}",
) }}

{% set columns = [
    ['response_id', 'response_id', 'text'],
    ['question_id', 'question_id', 'text'],
    ['answer', 'answer_value', 'integer'],
] %}

{{ newest_versions(
    source('raw_contact_centre', 'survey_answer'), columns,
    changed_at=['changed_at'],
    deleted='is_deleted',
    key=['response_id', 'question_id'],
    measures=['answer_value'],
) }}
