{{ config(enabled=var('hours', true)) }}
select * from {{ ref('stg_visit') }} where visited_at < timestamp '2024-01-02'
