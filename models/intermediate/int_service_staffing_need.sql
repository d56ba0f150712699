{{ config(
    schema='intermediate',
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['call_count', 'handle_seconds', 'interval_seconds'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{% set key = ['call_count', 'handle_seconds', 'interval_seconds'] %}
{%- set mark = row_hash([var('service_level_target'), var('service_level_seconds')]) %}
with loads as (

    select distinct
        call_count,
        handle_seconds,
        interval_seconds,
        {{ mark }} as _version_mark
    from {{ ref('int_service_interval_load') }}
    where call_count > 0 and handle_seconds > 0

),

changed as (

    {{ changed_groups('loads', key, single=true) | indent(4) }}

),

needed as (

    {{ erlang_c_agents(
        'changed', var('service_level_target'), var('service_level_seconds')
    ) | indent(4) }}

),

final as (

    select
        call_count,
        handle_seconds,
        interval_seconds,
        cast(load_erlangs as double) as load_erlangs,
        cast(required_agents as integer) as required_agents,
        cast(expected_service_level as double) as expected_service_level,

        {{ mark }} as _version_mark
    from needed
    {%- if is_incremental() %}
    where exists (
        select 1
        from loads
        where
            loads.call_count = needed.call_count
            and loads.handle_seconds = needed.handle_seconds
            and loads.interval_seconds = needed.interval_seconds
    )
    {%- endif %}

)

{{ made_again('final', 'changed', key) }}
