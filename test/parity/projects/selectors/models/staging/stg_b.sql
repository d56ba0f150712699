{{ config(tags=['raw', 'staged'], meta={'level': 1}) }} select id from {{ source('raw', 'b') }}
