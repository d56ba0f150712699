select a.id as a_id, b.id as b_id from {{ ref('dim_a') }} a, {{ ref('stg_b') }} b
