{{ config(materialized='incremental', incremental_strategy='added') }}
select id, amount from {{ source('raw', 'amounts') }}
