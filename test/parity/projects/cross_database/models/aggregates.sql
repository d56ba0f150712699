select kind,
  {{ dbt.any_value("kind") }} as any_kind,
  {{ dbt.bool_or("flag") }} as any_flag,
  {{ dbt.listagg("id", "'|'", "order by id desc") }} as ids,
  {{ dbt.listagg("id", "','", "order by id", 1) }} as first_id,
  {{ dbt.listagg(measure="kind", delimiter_text="'+'") }} as kinds
from {{ ref('rows_in') }} group by kind
