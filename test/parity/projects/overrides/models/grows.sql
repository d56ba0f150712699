{{ config(materialized='incremental', incremental_strategy='append', unique_key='id') }}
select id, amount from {{ source('raw', 'amounts') }}
