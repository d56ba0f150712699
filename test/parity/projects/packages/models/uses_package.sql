select id, {{ helpers.kind() }} as kind, {{ helpers.plain() }} as plain, {{ same_name() }} as same, {{ helpers.same_name() }} as theirs,
  {{ dbt.hash("'x'") }} as hashed, '{{ var("own") }}' as own, '{{ var("size", "unset") }}' as size
from {{ ref('helpers', 'base') }} left join {{ ref('deep') }} using (id)
