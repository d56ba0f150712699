select count(*) from {{ ref('fct_c') }}
