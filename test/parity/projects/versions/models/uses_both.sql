select a.v as latest, b.v as first, c.v as third from {{ ref('dim_person') }} a, {{ ref('dim_person', v=1) }} b, {{ ref('dim_person', version=3) }} c
