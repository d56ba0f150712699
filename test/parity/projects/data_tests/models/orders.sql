{{ config(materialized='table') }}
select * from (values (1, 1, 'new', 5.0), (2, 1, 'paid', -3.0), (2, 9, null, 8.0), (null, 2, 'lost', 1.0)) t(id, customer_id, status, amount)
