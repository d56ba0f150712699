{{ config(materialized='incremental', unique_key='id') }}
select id, price from {{ ref('stg_sale') }}
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
