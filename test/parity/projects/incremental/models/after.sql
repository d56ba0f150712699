{{ config(materialized='table') }}
select count(*) as n from {{ ref('merge_rows') }}, {{ ref('schema_fail') }}
