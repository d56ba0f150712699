{{ config(materialized='table') }}
select 1 as id, 'Ann' as name, 5.25::decimal(18,4) as balance, date '2024-01-01' as since
