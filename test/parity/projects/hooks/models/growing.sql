{{ config(materialized='incremental', post_hook={"sql": "delete from {{ this }} where n > 1", "transaction": true}) }}
select * from (values (1), (2)) t(n)
