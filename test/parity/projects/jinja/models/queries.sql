-- depends_on: {{ ref('language') }}
{% set found = run_query("select 1 as a, 'x' as b, 2.50::decimal(9,2) as c, date '2024-01-01' as d, null as e, true as f union all select 2, 'y', 3, null, null, false order by 1") %}
{% call statement('named', fetch_result=true) %}select count(*) as n from {{ ref('language') }}{% endcall %}
{% if execute %}
select {{ quoted(found.columns | map(attribute='name') | list) }} as names, {{ quoted(found.columns[0].values()) }} as firsts, {{ quoted(found.rows[0]['b']) }} as b, {{ quoted(found.rows | length) }} as n,
  {{ quoted(found.column_names) }} as column_names, {{ quoted(found.columns['c'].values() | list) }} as decimals, {{ quoted(found.rows[0][3]) }} as day, {{ quoted(found.columns[5].values()) }} as flags,
  {{ quoted(load_result('named')['data'][0][0]) }} as counted, {{ quoted(load_result('never')) }} as never,
  {{ quoted(dbt_utils_like(found)) }} as rows_text
{% else %} select 1 {% endif %}
