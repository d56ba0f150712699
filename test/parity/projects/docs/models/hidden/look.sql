select * from {{ ref('things') }} join {{ ref('colours') }} on true
