{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Each customer's labels in customer_label_history side by side: the value that lasts, and since when. #}
with history as (

    select * from {{ ref('customer_label_history') }}
    where valid_to is null

),

marks as (

    select
        customer_key,
        min(_version_mark) as _version_mark
    from {{ ref('customer_label_history') }}
    where valid_to is null
    group by customer_key

),

changed as (

    {{ changed_groups('marks', ['customer_key']) }}

),

final as (

    select
        history.customer_key,

        {%- for label, expression, evidence, is_monthly in customer_labels() %}
        max(case when history.label_name = '{{ label }}' then history.label_value end)
            as {{ label }}_value,
        max(case when history.label_name = '{{ label }}' then history.valid_from end)
            as {{ label }}_since_date,
        {%- endfor %}

        changed._version_mark
    from history
    inner join changed
        on history.customer_key = changed.customer_key
    group by history.customer_key, changed._version_mark

)

{{ made_again('final', 'changed', ['customer_key']) }}
