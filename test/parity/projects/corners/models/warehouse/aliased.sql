{{ config(alias='other_name', schema='elsewhere', materialized='table') }} select 1 as one
