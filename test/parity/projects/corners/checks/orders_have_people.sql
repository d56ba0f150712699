{{ config(tags=['singular'], severity='warn') }}
select * from {{ ref('fct_order') }} where person_id not in (select person_id from {{ ref('stg_crm__person') }})
