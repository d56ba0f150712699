{{ config(full_refresh=false) }}
select id, '{{ is_incremental() }}' as how from raw.events where batch = {{ var('batch') }}
