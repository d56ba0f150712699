/** A small project made of the corners where a shim and dbt could part ways. Reads the raw tables of `PARITY_RAW`. */
export const PARITY_FILES: Readonly<Record<string, string>> = {
  "dbt_project.yml": `
name: parity
version: "1.0"
config-version: 2
profile: parity
model-paths: [models/staging, models/warehouse]
macro-paths: [macros]
seed-paths: [seeds]
test-paths: [checks]
vars:
  cutoff: "2024-02-01"
  parity:
    factor: 3
flags:
  send_anonymous_usage_stats: false
  require_generic_test_arguments_property: true
models:
  parity:
    +materialized: view
    +tags: [all]
    +meta: {owner: everyone, level: 1}
    crm:
      +schema: staging
      +enabled: "{{ 'crm' in var('sources') }}"
    erp:
      +schema: staging
      +enabled: "{{ 'erp' in var('sources') }}"
    core:
      +materialized: table
      +tags: core
      deep:
        +materialized: ephemeral
seeds:
  parity:
    +schema: reference
    typed:
      +column_types: {zip: varchar, amount: "decimal(10,2)"}
data_tests:
  parity:
    +severity: error
`,
  "macros/schema.sql": `
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}{{ target.schema }}{%- else -%}{{ custom_schema_name | trim }}{%- endif -%}
{%- endmacro %}`,
  "macros/money.sql": `
{% macro cents(column) %}{{ return(adapter.dispatch('cents')(column)) }}{% endmacro %}
{% macro default__cents(column) %}no_such_function({{ column }}){% endmacro %}
{% macro duckdb__cents(column) %}cast({{ column }} * 100 as bigint){% endmacro %}
{% macro columns_of(names, prefix='') -%}
  {%- for name in names %}
    {{ prefix ~ name }}{{ "," if not loop.last }}
  {%- endfor %}
{%- endmacro %}`,
  "macros/tests.sql": `
{% test at_least(model, column_name, minimum=0) %}
  {{ config(severity='warn') }}
  select {{ column_name }} from {{ model }} where {{ column_name }} < {{ minimum }}
{% endtest %}
{% test rows_match(model, other, keys) %}
  select {{ keys | join(', ') }} from {{ model }}
  except
  select {{ keys | join(', ') }} from {{ other }}
{% endtest %}`,
  "models/staging/sources.yml": `
sources:
  - name: crm
    schema: "{{ var('raw_schema', 'raw_crm') }}"
    tables:
      - name: people
        columns:
          - name: id
            data_tests: [unique, not_null]
      - {name: orders, identifier: order_rows}
  - name: erp
    schema: raw_erp
    config: {enabled: false}
    tables: [{name: people}]
`,
  "models/staging/crm/stg_crm__person.sql": `
{{ config(tags=['nightly'], meta={'level': 2}) }}
with source as (select * from {{ source('crm', 'people') }})
select id as person_id, trim(name) as person_name, {{ var('factor') }} * score as score from source`,
  "models/staging/crm/stg_crm__order.sql": `
select {{ columns_of(['order_id', 'person_id', 'amount'], 'o.') }}, ordered_on::date as order_date
from {{ source('crm', 'orders') }} as o
where ordered_on < date '{{ var("cutoff") }}'`,
  "models/staging/crm/crm.yml": `
models:
  - name: stg_crm__person
    description: >
      People of the CRM,
      one row each.
    config: {tags: [pii]}
    columns:
      - name: person_id
        data_tests:
          - unique
          - not_null: {config: {where: "person_id > 0"}}
      - name: score
        data_tests:
          - at_least: {arguments: {minimum: 10}}
          - accepted_values: {arguments: {values: [9, 30, 60], quote: false}}
  - name: stg_crm__order
    data_tests:
      - rows_match: {arguments: {other: ref('fct_order'), keys: [order_id, person_id]}}
    columns:
      - name: person_id
        tags: [keys]
        data_tests:
          - relationships: {arguments: {to: ref('stg_crm__person'), field: person_id}, config: {severity: warn}}
      - name: amount
        data_tests:
          - accepted_values: {name: amounts_are_known, arguments: {values: ["it''s", '5.00']}, config: {warn_if: ">1", error_if: ">2"}}
`,
  "models/staging/erp/stg_erp__person.sql": `select * from {{ source('erp', 'people') }}`,
  "models/warehouse/core/deep/eph_base.sql": `
-- a comment, then with
with p as (select * from {{ ref('stg_crm__person') }})
select person_id, score from p`,
  "models/warehouse/core/deep/eph_top.sql": `select person_id, score + 1 as score from {{ ref('eph_base') }}`,
  "models/warehouse/core/deep/deep.yml": `
models:
  - name: eph_top
    columns: [{name: person_id, data_tests: [unique]}]
`,
  "models/warehouse/core/fct_order.sql": `
/* two ephemerals */
with recursive n(i) as (select 1 union all select i + 1 from n where i < 2),
t as (select * from {{ ref('parity', 'eph_top') }})
select o.order_id, o.person_id, {{ cents('o.amount') }} as cents, t.score, b.score as base_score,
  (select count(*) from n) as n, r.label
from {{ ref('stg_crm__order') }} o
left join t using (person_id)
left join {{ ref('eph_base') }} b using (person_id)
left join {{ ref('labels') }} r on r.code = o.order_id`,
  "models/warehouse/core/all_people.sql": `
{%- set systems = var('sources') -%}
{%- for system in systems %}
select '{{ system }}' as system, person_id from {{ ref('stg_' ~ system ~ '__person') }}
{{ "union all" if not loop.last }}
{%- endfor %}`,
  "models/warehouse/core/dynamic.sql": `
{% set people = run_query("select max(id) as top from " ~ source('crm', 'people')) %}
{% if execute %}{% set top = people.columns[0].values()[0] %}{% else %}{% set top = 0 %}{% endif %}
{% call statement('names', fetch_result=True) %}select name from {{ source('crm', 'people') }} order by id{% endcall %}
{% set rows = load_result('names').data if execute else [] %}
select {{ top }} as top, {% for row in rows %}'{{ row[0] }}' as n{{ loop.index }},{% endfor %} '{{ this.identifier }}' as me,
  {{ dbt.date_trunc('month', "date '2024-05-17'") }}::date as month, cast('x' as {{ dbt.type_string() }}) as text`,
  "models/warehouse/switched_off.sql": `{{ config(enabled=false) }} select * from {{ ref('nowhere') }}`,
  "models/warehouse/aliased.sql": `{{ config(alias='other_name', schema='elsewhere', materialized='table') }} select 1 as one`,
  "models/warehouse/report.sql": `select * from {{ ref('aliased') }}, {{ ref('all_people') }}`,
  "models/warehouse/broken.sql": `{{ config(materialized='table') }} select no_such_column from {{ ref('fct_order') }}`,
  "models/warehouse/after_broken.sql": `select * from {{ ref('broken') }}`,
  "models/warehouse/warehouse.yml": `
models:
  - name: report
    config: {materialized: table, tags: [reporting]}
  - name: aliased
    columns: [{name: one, data_tests: [{accepted_values: {arguments: {values: [2], quote: false}}}]}]
  - name: switched_off
    columns: [{name: x, data_tests: [unique]}]
`,
  "seeds/labels.csv": `code,label,since,seen_at,flag,ratio,empty
1,plain,2024-01-01,2024-01-01 10:00:00,true,0.5,
2,"with, comma",2024-02-29,2024-01-02 11:30:00,false,1,
3,"say ""hi""",,,true,-2.25,
`,
  "seeds/typed/codes.csv": "zip,amount,whole\n007,1.5,1.0\n0815,,2.0\n",
  "seeds/seeds.yml": `
seeds:
  - name: labels
    config: {tags: [reference]}
    columns: [{name: code, data_tests: [unique, not_null]}]
`,
  "checks/orders_have_people.sql": `
{{ config(tags=['singular'], severity='warn') }}
select * from {{ ref('fct_order') }} where person_id not in (select person_id from {{ ref('stg_crm__person') }})`,
  "checks/nothing_wrong.sql": `select 1 as x from {{ ref('all_people') }} where false`,
};

/** The raw tables, as SQL. */
export const PARITY_RAW = `
create schema raw_crm;
create table raw_crm.people as select * from (values (1, ' Ann ', 10), (2, 'Bob', 20), (3, 'Cy', 3)) t(id, name, score);
create table raw_crm.order_rows as select * from (values
  (1, 1, 5.00::decimal(9,2), timestamp '2024-01-05 10:00:00'),
  (2, 2, 7.50, timestamp '2024-01-31 23:59:59'),
  (3, 9, 1.25, timestamp '2024-01-31 00:00:00'),
  (4, 1, 9.99, timestamp '2024-03-01 00:00:00')) t(order_id, person_id, amount, ordered_on);
`;

export const PARITY_VARS = { sources: ["crm"] };

/** Selections that are listed by both. */
export const PARITY_SELECTIONS: readonly { select?: string; exclude?: string }[] = [
  {},
  { select: "fct_order" },
  { select: "+fct_order" },
  { select: "1+fct_order" },
  { select: "stg_crm__person+" },
  { select: "stg_crm__person+1" },
  { select: "2+report+" },
  { select: "@stg_crm__order" },
  { select: "tag:core" },
  { select: "tag:n*" },
  { select: "tag:keys" },
  { select: "tag:singular tag:reference" },
  { select: "tag:core,config.materialized:table" },
  { select: "config.materialized:ephemeral" },
  { select: "config.severity:warn" },
  { select: "config.meta.level:2" },
  { select: "config.enabled:true,resource_type:seed" },
  { select: "resource_type:source" },
  { select: "source:crm" },
  { select: "source:crm.people+" },
  { select: "source:*.orders" },
  { select: "test_type:singular" },
  { select: "test_type:generic,tag:keys" },
  { select: "test_name:unique" },
  { select: "path:models/staging" },
  { select: "models/warehouse/core" },
  { select: "models/warehouse/core/*.sql" },
  { select: "path:seeds/" },
  { select: "file:fct_order.sql" },
  { select: "fct_order.sql" },
  { select: "core.*" },
  { select: "parity.core" },
  { select: "core.deep" },
  { select: "stg_*" },
  { select: "*_order" },
  { select: "package:parity,all_people" },
  { select: "report aliased", exclude: "aliased" },
  { exclude: "core tag:nightly+" },
  { select: "+fct_order,stg_crm__person+" },
  { exclude: "test_type:generic" },
  { select: "nothing_like_this" },
];
