/** A project with every kind of resource a selector can name; `SELECTED` says what dbt itself selects of it. */
export const SHOP: Readonly<Record<string, string>> = {
  ".user.yml": `id: 9a90e04b-b791-4778-b046-5fea7acc345e
`,
  "analyses/an.sql": `select * from {{ ref('fct_orders') }}
`,
  "dbt_project.yml": `name: shop
version: '1.0'
profile: shop
model-paths: [models]
snapshot-paths: [snapshots]
analysis-paths: [analyses]
models:
  shop:
    staging:
      +tags: [stg, nightly]
      +materialized: view
    marts:
      +materialized: table
      +tags: mart
      +meta: {owner: bi, tier: 1}
seeds:
  shop:
    +tags: seeded
vars:
  a: 1
`,
  "macros/m.sql": `{% macro hello(x) %}{% do log('hello ' ~ x, info=true) %}{% endmacro %}
`,
  "models/marts/core/dim_customer.sql": `{{ config(tags=['core'], group='finance', access='private') }}
select * from {{ ref('stg_customers') }}
`,
  "models/marts/core/fct_orders.sql": `{{ config(group='finance') }}
select o.*, c.name from {{ ref('stg_orders') }} o left join {{ ref('dim_customer') }} c using (customer_id)
`,
  "models/marts/report_v1.sql": `select count(*) as n from {{ ref('fct_orders') }}
`,
  "models/marts/report_v2.sql": `select count(*) as n, sum(amount) as amount from {{ ref('fct_orders') }}
`,
  "models/marts/report_v3.sql": `select count(*) as n, sum(amount) as amount, 1 as z from {{ ref('fct_orders') }}
`,
  "models/marts/uses_eph.sql": `select * from {{ ref('stg_eph') }}
`,
  "models/marts/uses_report.sql": `select * from {{ ref('report') }} union all select * from {{ ref('report', v=2) }}
`,
  "models/schema.yml": `version: 2
groups:
  - name: finance
    owner: {name: Fin, email: f@x.y}
sources:
  - name: ext
    schema: main
    loaded_at_field: loaded
    freshness: {warn_after: {count: 12, period: hour}}
    tables:
      - name: events
        tags: [ext_tag]
        columns:
          - name: id
            data_tests: [not_null]
      - name: other
models:
  - name: stg_customers
    columns:
      - name: customer_id
        data_tests: [unique, not_null]
  - name: dim_customer
    description: dim
    config: {meta: {pii: true, kinds: [a, b]}}
    columns:
      - name: customer_id
        tags: [pk]
        data_tests:
          - unique: {config: {tags: [heavy], severity: warn}}
  - name: fct_orders
    columns:
      - name: customer_id
        data_tests:
          - relationships: {arguments: {to: ref('dim_customer'), field: customer_id}, config: {severity: warn}}
          - is_positive
      - name: amount
        data_tests: [is_positive]
  - name: report
    latest_version: 2
    columns: [{name: n, data_tests: [not_null]}]
    versions:
      - v: 1
      - v: 2
      - v: 3
exposures:
  - name: board
    type: dashboard
    owner: {name: A, email: a@b.c}
    tags: [exp]
    depends_on: ["ref('report', v=2)", "source('ext', 'other')"]
unit_tests:
  - name: fct_unit
    model: fct_orders
    config: {tags: [ut]}
    given:
      - input: ref('stg_orders')
        rows: [{order_id: 1, customer_id: 1, amount: 2}]
      - input: ref('dim_customer')
        rows: [{customer_id: 1, name: Q}]
    expect:
      rows: [{order_id: 1, name: Q}]
`,
  "models/staging/_eph.yml": `version: 2
models:
  - name: stg_eph
    columns:
      - name: order_id
        data_tests: [unique]
  - name: uses_eph
    config: {enabled: true, tags: weekly, contract: {enforced: true}}
    columns:
      - {name: order_id, data_type: integer}
      - {name: customer_id, data_type: integer}
      - {name: amount, data_type: double}
`,
  "models/staging/stg_customers.sql": `select id as customer_id, name from {{ ref('raw_customers') }}
`,
  "models/staging/stg_eph.sql": `{{ config(materialized='ephemeral') }}
select * from {{ ref('stg_orders') }}
`,
  "models/staging/stg_ext.sql": `select * from {{ source('ext', 'events') }}
`,
  "models/staging/stg_orders.sql": `{{ config(materialized='view') }}
select id as order_id, customer_id, amount from {{ ref('raw_orders') }}
`,
  "seeds/raw_customers.csv": `id,name,updated_at
1,Ann,2024-01-01
2,Bob,2024-01-02
`,
  "seeds/raw_orders.csv": `id,customer_id,amount
10,1,5.5
11,2,6
12,9,7
`,
  "selectors.yml": `selectors:
  - name: nightly
    description: n
    definition:
      union:
        - method: tag
          value: nightly
          children: true
        - intersection:
            - 'tag:mart'
            - exclude: ['report']
  - name: inh
    definition:
      union:
        - method: selector
          value: nightly
        - exclude: [{method: fqn, value: fct_orders}]
  - name: str
    definition: 'tag:core+'
  - name: kv
    definition: {tag: core}
`,
  "snapshots/snap.sql": `{% snapshot snap_customers %}
{{ config(unique_key='id', strategy='check', check_cols='all', tags=['snappy'], schema='snaps') }}
select * from {{ ref('raw_customers') }}
{% endsnapshot %}
`,
  "tests/generic/is_positive.sql": `{% test is_positive(model, column_name) %}
select * from {{ model }} where {{ column_name }} < 0
{% endtest %}
`,
  "tests/singular_check.sql": `select * from {{ ref('fct_orders') }} where amount < 0
`,
};

/** What is written over `SHOP` after the state that `state:` compares with. */
export const CHANGED: Readonly<Record<string, string>> = {
  "models/marts/core/fct_orders.sql": `{{ config(group='finance', tags=['changed']) }}
select o.*, c.name as customer_name from {{ ref('stg_orders') }} o left join {{ ref('dim_customer') }} c using (customer_id)
`,
  "models/marts/new_model.sql": `select * from {{ ref('stg_ext') }}
`,
  "models/schema.yml": `version: 2
groups:
  - name: finance
    owner: {name: Fin, email: f@x.y}
sources:
  - name: ext
    schema: main
    loaded_at_field: loaded
    freshness: {warn_after: {count: 12, period: hour}}
    tables:
      - name: events
        tags: [ext_tag]
        columns:
          - name: id
            data_tests: [not_null]
      - name: other
models:
  - name: stg_customers
    columns:
      - name: customer_id
        data_tests: [unique, not_null]
  - name: dim_customer
    description: dim changed
    config: {meta: {pii: true, kinds: [a, b]}}
    columns:
      - name: customer_id
        tags: [pk]
        data_tests:
          - unique: {config: {tags: [heavy], severity: warn}}
  - name: fct_orders
    columns:
      - name: customer_id
        data_tests:
          - relationships: {arguments: {to: ref('dim_customer'), field: customer_id}, config: {severity: warn}}
          - is_positive
      - name: amount
        data_tests: [is_positive]
  - name: report
    latest_version: 2
    columns: [{name: n, data_tests: [not_null]}]
    versions:
      - v: 1
      - v: 2
      - v: 3
exposures:
  - name: board
    type: dashboard
    owner: {name: A, email: a@b.c}
    tags: [exp]
    depends_on: ["ref('report', v=2)", "source('ext', 'other')"]
unit_tests:
  - name: fct_unit
    model: fct_orders
    config: {tags: [ut]}
    given:
      - input: ref('stg_orders')
        rows: [{order_id: 1, customer_id: 1, amount: 2}]
      - input: ref('dim_customer')
        rows: [{customer_id: 1, name: Q}]
    expect:
      rows: [{order_id: 1, name: Q}]
`,
  "models/staging/_eph.yml": `version: 2
models:
  - name: stg_eph
    columns:
      - name: order_id
        data_tests: [unique]
  - name: uses_eph
    config: {enabled: true, tags: weekly, contract: {enforced: true}}
    columns:
      - {name: order_id, data_type: integer}
      - {name: customer_id, data_type: integer}
      - {name: amount, data_type: decimal}
`,
};
