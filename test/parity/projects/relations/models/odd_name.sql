{{ config(materialized='table', alias='Odd "Name"'.replace('"', '') ~ ' x') }} select 1 as "A b", 2 as "select"
