{{ config(materialized='incremental', unique_key='id') }}
select * from {{ ref('top') }} where id > {{ 0 if not is_incremental() else 5 }}
