{{ config(materialized='ephemeral') }}
/* with x as */ select id + 2 as id from {{ ref('top') }} -- trailing comment
