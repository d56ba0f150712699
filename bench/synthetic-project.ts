import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const SOURCES = 50;
const TESTS = ["unique", "not_null"] as const;

/** Writes a dbt project of three layers below `dir`: so many models and generic tests, the same for the same seed. */
export function writeSyntheticProject(
  dir: string,
  { models, tests, seed }: { models: number; tests: number; seed: number },
): void {
  const random = generator(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const layers = ["staging", "intermediate", "marts"].map((layer, index) => ({
    layer,
    first: Math.floor((models * index) / 3),
    end: Math.floor((models * (index + 1)) / 3),
  }));
  const write = (path: string, text: string): void => {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  write("dbt_project.yml", PROJECT);
  write("profiles.yml", profile(dir));
  write("macros/columns.sql", MACROS);
  write("models/sources.yml", sources());
  let left = tests;
  for (const { layer, first, end } of layers) {
    for (let model = first; model < end; model += 1) {
      const name = nameOf(model);
      const upstream = first === 0 ? null : [nameOf(below(first)), nameOf(below(first))];
      write(`models/${layer}/g${String(model % 20)}/${name}.sql`, sqlOf(below(SOURCES), upstream));
      const own = TESTS.slice(0, Math.max(0, Math.min(TESTS.length, left)));
      const chosen = model % 4 < 2 || left >= (models - model) * TESTS.length ? own : [];
      left -= chosen.length;
      write(`models/${layer}/g${String(model % 20)}/${name}.yml`, propertiesOf(name, chosen));
    }
  }
}

function nameOf(model: number): string {
  return `model_${String(model).padStart(4, "0")}`;
}

function sqlOf(source: number, upstream: readonly string[] | null): string {
  const [one, other] = upstream ?? [];
  const from =
    one === undefined || other === undefined
      ? `{{ source('raw', 'table_${String(source)}') }}`
      : `{{ ref('${one}') }}`;
  const joined = other === undefined ? "" : `\nleft join {{ ref('${other}') }} as other using (id)`;
  return `{{ config(tags=['generated'], meta={'source': ${String(source)}}) }}
with source as (
    select * from ${from} as base${joined}
)
select
    {{ cleaned('name') }} as name,
    {% for part in ['year', 'month', 'day'] -%}
    date_part('{{ part }}', created_at) as created_{{ part }},
    {% endfor -%}
    {% if var('with_amounts', true) %}amount * {{ var('rate') }} as amount,{% endif %}
    id, created_at
from source
`;
}

function propertiesOf(name: string, tests: readonly string[]): string {
  const listed = tests.length === 0 ? "" : `\n        data_tests: [${tests.join(", ")}]`;
  return `models:
  - name: ${name}
    description: One row per id of ${name}.
    columns:
      - name: id
        description: Key.${listed}
      - name: name
        description: What it is called.
`;
}

function sources(): string {
  const tables = Array.from(
    { length: SOURCES },
    (_, table) => `      - name: table_${String(table)}`,
  );
  return `sources:\n  - name: raw\n    tables:\n${tables.join("\n")}\n`;
}

function profile(dir: string): string {
  const path = join(dir, "warehouse.duckdb");
  return `synthetic:\n  target: dev\n  outputs:\n    dev: { type: duckdb, schema: main, path: ${JSON.stringify(path)}, threads: 2 }\n`;
}

const PROJECT = `name: synthetic
version: "1.0"
profile: synthetic
vars: { rate: 1.5 }
flags: { send_anonymous_usage_stats: false }
models:
  synthetic:
    staging: { +materialized: view }
    marts: { +materialized: table, +tags: [marts] }
`;

const MACROS = `{% macro cleaned(column) %}trim(lower({{ column }})){% endmacro %}
`;

/** Numbers from 0 to 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
