{{ config(materialized='ephemeral') }} with t as (select * from {{ ref('top') }}) select id + 1 as id from t
