{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

with marks as (

    select customer_key, _version_mark from {{ ref('dim_customer') }}
    where is_current

),

changed as (

    {{ changed_groups('marks', ['customer_key']) }}

),

final as (

    select versions.*
    from {{ ref('dim_customer') }} as versions
    {%- if is_incremental() %}
    inner join changed
        on versions.customer_key = changed.customer_key
    {%- endif %}
    where versions.is_current

)

{{ made_again('final', 'changed', ['customer_key']) }}
