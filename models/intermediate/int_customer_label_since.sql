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

    {{ marks_found_by(
        ref('customer_label_history'), ['customer_key'], customers_in_label_history(),
    ) | indent(4) }}

),

changed as (

    {{ changed_groups('marks', ['customer_key'], single=true) }}

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
