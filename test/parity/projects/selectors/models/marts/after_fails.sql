{{ config(tags='after') }} select * from {{ ref('fct_fails') }}
