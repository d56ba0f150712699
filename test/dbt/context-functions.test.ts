import { describe, expect, it } from "vitest";
import { parsed } from "./parsed-project.js";
import { projectFixture } from "./project-fixture.js";

/** What `expression` prints while a model that has no other content is parsed. */
async function printed(expression: string): Promise<unknown> {
  const { manifest } = await parsed({
    "models/m.sql": `{% set text %}${expression}{% endset %}{{ config(meta={'text': text}) }} select 1 as id`,
  });
  return (manifest.nodes.get("model.shop.m")?.config["meta"] as Record<string, unknown>)["text"];
}

// The texts are what dbt-core prints of the same expressions.
const CASES: readonly (readonly [expression: string, text: string])[] = [
  ["{{ modules.datetime.date(2020,1,31) + modules.datetime.timedelta(days=1) }}", "2020-02-01"],
  ["{{ modules.datetime.datetime(2020,1,2,3,4,5) }}", "2020-01-02 03:04:05"],
  ["{{ modules.datetime.datetime(2020,1,2).strftime('%Y-%j %b') }}", "2020-002 Jan"],
  ["{{ (modules.datetime.date(2020,3,1) - modules.datetime.date(2020,2,1)).days }}", "29"],
  [
    "{{ modules.datetime.datetime(2020,7,1, tzinfo=modules.pytz.utc).astimezone(modules.pytz.timezone('America/New_York')) }}",
    "2020-06-30 20:00:00-04:00",
  ],
  ["{{ modules.datetime.datetime.strptime('05/02/2021', '%d/%m/%Y').date() }}", "2021-02-05"],
  ["{{ modules.re.match('(a)(b)?','ac').groups() }}", "('a', None)"],
  ["{{ modules.re.findall('[a-z]','abc') }}", "['a', 'b', 'c']"],
  ["{{ modules.re.sub('(?P<x>a)', '<\\\\g<x>>', 'banana') }}", "b<a>n<a>n<a>"],
  ["{{ modules.re.search('b','abc').span() }}", "(1, 2)"],
  ["{{ modules.re.match('x','a') }}", "None"],
  ["{{ modules.itertools.product([1,2],[3]) | list }}", "[(1, 3), (2, 3)]"],
  ["{{ modules.itertools.chain([1],[2]) | list }}", "[1, 2]"],
  ["{{ toyaml({'a':[1,{'b': none}]}) | trim }}", "a:\n- 1\n- b: null"],
  ["{{ fromyaml('[1, 2]') }}{{ fromjson('nope', 'd') }}", "[1, 2]d"],
  ["{{ zip([1,2],[3,4]) | list }}", "[(1, 3), (2, 4)]"],
  ["{{ set([1, 1]) }}{{ set([1, 2]) == set([2, 1]) }}", "{1}True"],
  ["{{ local_md5('a') }}", "0cc175b9c0f1b6a831c399e269772661"],
  ["{{ diff_of_two_dicts({'a':['x','y'],'b':['z']},{'a':['x']}) }}", "{'a': ['y'], 'b': ['z']}"],
  [
    "{{ this.include(database=false) }}{{ this.quote(schema=false) }}",
    '"main"."m""memory".main."m"',
  ],
  ["{{ this.information_schema('columns') }}", '"memory".INFORMATION_SCHEMA.columns'],
  ["{{ this.incorporate(path={'identifier':'q'}) }}", '"memory"."main"."q"'],
  ["{{ api.Relation.create(database='d', schema='s', identifier='i') }}", '"d"."s"."i"'],
  ["{{ api.Column.create('a','VARCHAR').is_string() }}", "True"],
  ["{{ var.has_var('a') }}{{ target.get('x','d') }}", "Falsed"],
  ["{{ config.get('materialized') }} {{ config.get('zz','dd') }}", "view dd"],
  ["{{ run_started_at }}", "2026-01-02 03:04:05+00:00"],
  ["{{ nothing }}{{ nothing.more.and_more }}{{ none.x() }}", ""],
  ["{{ execute }}{{ is_incremental() }}{{ run_query('select 1') }}", "FalseFalse"],
  [
    "{{ adapter.get_relation('a', 'b', 'c') }}{{ adapter.get_columns_in_relation(this) }}",
    "None[]",
  ],
];

describe("while parsing", () => {
  it.each(CASES)("%s", async (expression, text) => {
    expect(await printed(expression)).toBe(text);
  });
});

describe("while running", () => {
  it("a statement's result may be taken once", async () => {
    const project = await projectFixture({
      "models/m.sql": `
{% call statement('x', fetch_result=true) %}select 1 as a, 'b' as b{% endcall %}
{% set result = load_result('x') %}
select '{{ result.data[0][1] if execute }}' as b, {{ result.table.columns['a'].values()[0] if execute else 0 }} as a,
  '{{ result.table.columns.items() | map(attribute=0) | join(" ") if execute }}' as names`,
      "models/n.sql":
        "{% call statement('x', fetch_result=true) %}select 1 as a{% endcall %}{% set a = load_result('x') %}{% set b = load_result('x') %}select 1 as id",
    });
    const result = await project.dbt("run");
    expect(await project.sql("from m")).toEqual([["b", 1, "a b"]]);
    expect(result.errors.map((error) => error.message)).toEqual([
      expect.stringContaining("The 'statement' result named 'x' has already been loaded"),
    ]);
  });

  it("the graph and the selected resources are known", async () => {
    const project = await projectFixture({
      "models/a.sql": "select 1 as id",
      "models/b.sql": `-- depends_on: {{ ref('a') }}
select '{{ graph.nodes.values() | selectattr("resource_type", "equalto", "model") | map(attribute="name") | sort | join(" ") }}' as names,
  '{{ selected_resources | sort | join(" ") }}' as selected, '{{ graph["nodes"]["model.shop.a"].config.materialized }}' as kind`,
    });
    await project.dbt("run");
    expect(await project.sql("from b")).toEqual([["a b", "model.shop.a model.shop.b", "view"]]);
  });
});
