{{ config(materialized='table') }}
-- depends_on: {{ ref('customers') }}
select 10::bigint as order_id, 1 as customer_id, 'new' as status
