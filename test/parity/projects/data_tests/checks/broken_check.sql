{{ config(tags=['slow']) }}
select nothing from {{ ref('customers') }}
