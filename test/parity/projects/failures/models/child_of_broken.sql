{{ config(enabled=var('child', true)) }}
select 1 as id -- {{ ref('broken') if var('linked', true) }}
