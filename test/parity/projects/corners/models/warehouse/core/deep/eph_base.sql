-- a comment, then with
with p as (select * from {{ ref('stg_crm__person') }})
select person_id, score from p
