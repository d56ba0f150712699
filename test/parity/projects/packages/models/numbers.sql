{{ config(alias='numbers', schema='main') }} select 3 as number
