{# Schemas of DuckDB. #}

{% macro duckdb__list_schemas(database) -%}
    {%- set where = " where lower(catalog_name) = '" ~ database | lower ~ "'" if database is not none else '' -%}
    {{ return(run_query('select schema_name from system.information_schema.schemata' ~ where)) }}
{%- endmacro %}

{% macro duckdb__check_schema_exists(information_schema, schema) -%}
    {%- set sql -%}
        select count(*)
        from system.information_schema.schemata
        where lower(schema_name) = '{{ schema | lower }}'
            and lower(catalog_name) = '{{ information_schema.database | lower }}'
    {%- endset -%}
    {{ return(run_query(sql)) }}
{%- endmacro %}

{% macro duckdb__rename_relation(from_relation, to_relation) -%}
    {%- call statement('rename_relation') -%}
        alter {{ from_relation.type or 'table' }} {{ from_relation }} rename to {{ adapter.quote(to_relation.identifier) }}
    {%- endcall -%}
{%- endmacro %}
