{% set people = run_query("select max(id) as top from " ~ source('crm', 'people')) %}
{% if execute %}{% set top = people.columns[0].values()[0] %}{% else %}{% set top = 0 %}{% endif %}
{% call statement('names', fetch_result=True) %}select name from {{ source('crm', 'people') }} order by id{% endcall %}
{% set rows = load_result('names').data if execute else [] %}
select {{ top }} as top, {% for row in rows %}'{{ row[0] }}' as n{{ loop.index }},{% endfor %} '{{ this.identifier }}' as me,
  {{ dbt.date_trunc('month', "date '2024-05-17'") }}::date as month, cast('x' as {{ dbt.type_string() }}) as text
