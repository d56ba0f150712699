{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# The labels whose evidence lasts, of customers of whom any is another one; int_customer_label_daily has the others. #}
{% set labels = customer_labels_by_day(false) %}
{% set contents = [] %}
{% for label, expression, evidence, is_monthly in labels %}
{% do contents.extend([expression, label ~ '_since_date'] + evidence) %}
{% endfor %}
with customers as (

    {{ labelled_customers(labels) }}

),

definitions as (

    select * from {{ ref('label_definition') }}

),

definition_marks as (

    select {{ content_hash(['label_name', 'definition']) }} as definition_mark
    from definitions

),

marks as (

    select
        customers.customer_key,
        {{ row_hash(contents + ['definition_marks.definition_mark']) }} as _version_mark
    from customers
    cross join definition_marks

),

changed as (

    {{ changed_groups(
        'marks', ['customer_key'], found_by=["label_name = '" ~ labels[0][0] ~ "'"],
    ) }}

),

affected as (

    select customers.*
    from customers
    inner join changed
        on customers.customer_key = changed.customer_key

),

labels as (
    {{ label_rows('affected', labels, dated=true) }}

),

final as (

    select
        labels.customer_key,
        labels.label_name,

        labels.label_value,
        labels.since_date,
        labels.evidence,
        definitions.definition,

        changed._version_mark
    from labels
    inner join definitions
        on labels.label_name = definitions.label_name
    inner join changed
        on labels.customer_key = changed.customer_key

)

{{ made_again('final', 'changed', ['customer_key']) }}
