-- depends_on: {{ ref('rows_in') }}
{% set columns = adapter.get_columns_in_relation(ref('rows_in')) %}
{% set found = adapter.get_relation(database=this.database, schema=this.schema, identifier='rows_in') %}
select
{% for column in columns %}
  '{{ column.name }} {{ column.dtype }} {{ column.data_type }} {{ column.quoted }} {{ column.is_string() }} {{ column.is_number() }} {{ column.is_integer() }} {{ column.is_float() }} {{ column.is_numeric() }} {{ column.char_size }}' as c{{ loop.index }},
{% endfor %}
  '{{ found }} {{ found.type if execute }} {{ found.is_table if execute }} {{ found.identifier if execute }}' as relation,
  '{{ load_relation(ref("rows_in")) }}' as loaded,
  '{{ adapter.get_relation(this.database, this.schema, "no_such_table") is none }}' as missing,
  '{{ adapter.quote("a b") }} {{ adapter.type() }} {{ adapter.check_schema_exists(this.database, "main") if execute }}' as quoted,
  '{{ api.Relation.create(database="d", schema="s", identifier="i") }} {{ ref("rows_in").include(database=false) }} {{ ref("rows_in").include(schema=false, database=false) }} {{ this.render() | length > 3 }}' as relations,
  '{{ this.incorporate(path={"identifier": "other"}).identifier }} {{ this.quote(identifier=false).identifier }}' as more,
  '{{ adapter.get_missing_columns(ref("rows_in"), ref("rows_in")) if execute }}' as missing_columns,
  '{{ dbt_version is defined }} {{ target.name }} {{ target.type }} {{ target.schema }} {{ target.database }} {{ target.threads }} {{ target.profile_name }}' as target
