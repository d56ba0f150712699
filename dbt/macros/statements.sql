{# Queries from templates, and what a run is like. #}

{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
    {%- if execute -%}
        {%- set code = caller() -%}
        {%- set response, table = adapter.execute(code, auto_begin=auto_begin, fetch=fetch_result) -%}
        {%- if name is not none -%}
            {%- do store_result(name, response=response, agate_table=table) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
    {%- if name is not none -%}
        {%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) -%}
    {%- endif -%}
{%- endmacro %}

{% macro run_query(sql) -%}
    {%- call statement('run_query_statement', fetch_result=true, auto_begin=false) -%}{{ sql }}{%- endcall -%}
    {{ return(load_result('run_query_statement').table) }}
{%- endmacro %}

{% macro should_full_refresh() -%}
    {%- set own = config.get('full_refresh') -%}
    {{ return(flags.FULL_REFRESH if own is none else own) }}
{%- endmacro %}

{% macro should_store_failures() -%}
    {%- set own = config.get('store_failures') -%}
    {{ return(flags.STORE_FAILURES if own is none else own) }}
{%- endmacro %}

{% macro is_incremental() -%}
    {%- if not execute -%}{{ return(false) }}{%- endif -%}
    {%- if model.config.materialized != 'incremental' or should_full_refresh() -%}{{ return(false) }}{%- endif -%}
    {%- set existing = adapter.get_relation(this.database, this.schema, this.table) -%}
    {{ return(existing is not none and existing.type == 'table') }}
{%- endmacro %}

{% macro make_hook_config(sql, inside_transaction) -%}
    {{ return(tojson({'sql': sql, 'transaction': inside_transaction})) }}
{%- endmacro %}
{% macro before_begin(sql) -%}{{ return(make_hook_config(sql, false)) }}{%- endmacro %}
{% macro in_transaction(sql) -%}{{ return(make_hook_config(sql, true)) }}{%- endmacro %}
{% macro after_commit(sql) -%}{{ return(make_hook_config(sql, false)) }}{%- endmacro %}

{% macro run_hooks(hooks, inside_transaction=true) -%}
    {%- for hook in hooks if hook.transaction == inside_transaction -%}
        {%- set rendered = render(hook.sql) | trim -%}
        {%- if rendered -%}{%- call statement(auto_begin=inside_transaction) -%}{{ rendered }}{%- endcall -%}{%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro set_sql_header(config) -%}{%- do config.set('sql_header', caller()) -%}{%- endmacro %}

{% macro is_core_v2() -%}{{ return(false) }}{%- endmacro %}
