{{ config(materialized='view') }}
-- a comment with the word with in it
WITH
  "quoted cte" as (select 1 as a)
select * from "quoted cte", {{ ref('top') }}
