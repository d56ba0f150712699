{{ config(materialized='insert_only', post_hook="insert into {{ this }} values (99)") }} select 1 as n
