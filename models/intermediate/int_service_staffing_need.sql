{{ config(schema='intermediate', materialized='table') }}

with loads as (

    select * from {{ ref('int_service_interval_load') }}

),

final as (

    {{ erlang_c_agents(
        'loads', var('service_level_target'), var('service_level_seconds')
    ) | indent(4) }}

)

select
    call_count,
    handle_seconds,
    interval_seconds,
    cast(load_erlangs as double) as load_erlangs,
    cast(required_agents as integer) as required_agents,
    cast(expected_service_level as double) as expected_service_level
from final
