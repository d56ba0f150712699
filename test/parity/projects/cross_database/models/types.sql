select cast('1' as {{ dbt.type_string() }}) as s, cast(1 as {{ dbt.type_int() }}) as i, cast(1 as {{ dbt.type_bigint() }}) as b,
  cast(1 as {{ dbt.type_float() }}) as f, cast(1 as {{ dbt.type_numeric() }}) as n, cast(true as {{ dbt.type_boolean() }}) as o,
  cast('2024-01-01' as {{ dbt.type_timestamp() }}) as t, '{{ api.Column.create("x", "varchar").data_type }}' as c,
  '{{ api.Column.numeric_type("decimal", 10, 2) }}' as d, '{{ api.Column.string_type(20) }}' as st
