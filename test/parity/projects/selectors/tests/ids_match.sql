select * from {{ ref('fct_c') }} where a_id > 100
