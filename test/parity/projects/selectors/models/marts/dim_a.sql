{{ config(unique_key='id', grants={'select': ['someone']}) }} select id, {{ word() }} as word from {{ ref('stg_a') }}
