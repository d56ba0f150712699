{{ config(materialized='table', pre_hook=["insert into audit.log values ('own', 'first')"], post_hook="alter table {{ this }} add column added integer default 7") }}
select 1 as id
