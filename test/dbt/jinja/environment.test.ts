import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { JinjaEnvironment, JinjaError } from "../../../dbt/jinja/environment.js";
import { fromPlain, toPlain } from "../../../dbt/jinja/plain.js";
import { JinjaFloat, JinjaTuple } from "../../../dbt/jinja/value.js";
import type { JinjaObject, JinjaValue } from "../../../dbt/jinja/value.js";
import { render } from "./render.js";

describe("renders on one environment", () => {
  it("run interleaved, each with its own context and variables", async () => {
    const environment = new JinjaEnvironment();
    environment.addMacros(
      "{% macro m(n) %}{% set ns = namespace(t=0) %}{% for i in range(n) %}{% set ns.t = ns.t + pause(i) %}{% endfor %}{{ this }}:{{ ns.t }}{% endmacro %}",
      { file: "m.sql", packageName: "shop" },
    );
    const one = (id: number): Promise<string> => {
      const pause = async ([value = null]: readonly JinjaValue[]): Promise<JinjaValue> => {
        await sleep((id * 7) % 5);
        return value;
      };
      const context = { this: `model_${id}`, pause };
      return environment.render("{% set x = this %}{{ m(4) }} {{ x }}", context, {
        file: `models/${id}.sql`,
      });
    };
    const ids = Array.from({ length: 20 }, (_none, id) => id);
    expect(await Promise.all(ids.map(one))).toEqual(ids.map((id) => `model_${id}:6 model_${id}`));
  });

  it("give the same text from a cached template", async () => {
    const environment = new JinjaEnvironment();
    const template = "{% set l = [1] %}{% do l.append(n) %}{{ l }}";
    const run = (n: number) => environment.render(template, { n }, { file: "a.sql" });
    expect([await run(2), await run(3)]).toEqual(["[1, 2]", "[1, 3]"]);
  });
});

describe("templates", () => {
  it.each([
    "{{ x.constructor }}",
    "{{ x.__proto__ }}",
    "{{ x['constructor'] }}",
    "{{ x['__proto__'] }}",
    "{{ x.hasOwnProperty('a') }}",
    "{{ f.call() }}",
    "{{ f.constructor('return 1')() }}",
    "{{ [].map }}",
    "{{ 'a'.constructor }}",
    "{{ (1).toFixed }}",
    "{{ {}.toString() }}",
    "{{ constructor }}",
    "{{ __proto__ }}",
    "{{ toString() }}",
    "{{ [] | map(attribute='length') | map('constructor') | first }}",
    "{{ 'a' | constructor }}",
    "{{ 1 is constructor }}",
    "{{ namespace().constructor }}",
    "{{ '{0.constructor}'.format(x) }}",
    "{{ '%(constructor)s' % x }}",
    "{{ range.prototype }}",
  ])("reach no JavaScript prototype by %j", async (template) => {
    const rendered = await render(template, { x: { a: 1 }, f: () => 1 }).catch((error: unknown) =>
      error instanceof JinjaError ? "" : String(error),
    );
    expect(rendered).toBe("");
  });

  it("store such names as plain items", async () => {
    const host: Record<string, JinjaValue> = {};
    const template =
      "{% set d = {'__proto__': 1} %}{% do x.update(d) %}{{ d.__proto__ }}{{ x['__proto__'] }}{{ x }}";
    expect(await render(template, { x: host })).toBe("11{'__proto__': 1}");
    expect(Object.getPrototypeOf(host)).toBe(Object.prototype);
    const macro = "{% macro m() %}{{ kwargs.__proto__ }}{% endmacro %}{{ m(**{'__proto__': 5}) }}";
    expect(await render(macro)).toBe("5");
  });

  it("keep long integers exact and floats apart", async () => {
    expect(
      await render("{{ n }} {{ n + 1 }} {{ f }} {{ f == 2 }}", {
        n: 9007199254740993n,
        f: new JinjaFloat(2),
      }),
    ).toBe("9007199254740993 9007199254740994 2.0 True");
  });
});

describe("host objects", () => {
  class Row implements JinjaObject {
    readonly #values: readonly JinjaValue[];
    constructor(...values: readonly JinjaValue[]) {
      this.#values = values;
    }
    getAttribute(name: string): JinjaValue | undefined {
      return name === "size" ? this.#values.length : undefined;
    }
    getItem(key: JinjaValue): JinjaValue | undefined {
      return typeof key === "number" ? this.#values[key] : undefined;
    }
    iterate(): readonly JinjaValue[] {
      return this.#values;
    }
    equals(other: JinjaValue): boolean {
      return other instanceof Row && other.#values[0] === this.#values[0];
    }
    compare(other: JinjaValue): number | undefined {
      return other instanceof Row ? Number(this.#values[0]) - Number(other.#values[0]) : undefined;
    }
    call(): JinjaValue {
      return "called";
    }
    toString(): string {
      return "a row";
    }
  }

  it.each([
    ["{{ r }} {{ [r] }}", "a row [a row]"],
    ["{{ r.size }} {{ r[1] }} {{ r['size'] }} {{ r.x is defined }}", "2 b 2 False"],
    ["{% for v in r %}{{ v }};{% endfor %}{{ r | length }}", "1;b;2"],
    ["{{ r == r2 }} {{ r < r3 }} {{ [r3, r] | sort | map('first') | list }}", "True True [1, 3]"],
    ["{{ r() }} {{ r is callable }} {{ 'y' if r }} {{ 'y' if empty else 'n' }}", "called True y n"],
  ])("give what they expose: %j", async (template, expected) => {
    const context = { r: new Row(1, "b"), r2: new Row(1), r3: new Row(3), empty: new Row() };
    expect(await render(template, context)).toBe(expected);
  });
});

describe("parseBlocks", () => {
  const source = [
    "{% docs orders %}",
    "It's {{ not read }} {% here %}",
    "{% enddocs %}",
    "text",
    "{% snapshot s %}",
    "{{ config(x=1) }}",
    "select 1{% endsnapshot %}",
    "{%- materialization table, adapter='duckdb' -%}m{%- endmaterialization -%}",
    "{% macro a(b, c=1) %}{% macro inner() %}{% endmacro %}{% endmacro %}",
  ].join("\r\n");

  it("gives the named blocks of a file with their bodies", () => {
    const blocks = new JinjaEnvironment().parseBlocks(source, { file: "x.sql" });
    expect(blocks.map(({ kind, name, header }) => [kind, name, header])).toEqual([
      ["docs", "orders", ""],
      ["snapshot", "s", ""],
      ["materialization", "table", ", adapter='duckdb'"],
      ["macro", "a", "(b, c=1)"],
    ]);
    expect(blocks[0]?.body).toBe("\r\nIt's {{ not read }} {% here %}\r\n");
    expect(blocks[1]).toMatchObject({ body: "\r\n{{ config(x=1) }}\r\nselect 1", bodyLine: 5 });
    for (const { body, bodyOffset } of blocks) {
      expect(source.slice(bodyOffset, bodyOffset + body.length)).toBe(body);
    }
  });

  it("says which block is not closed", () => {
    const parse = () => new JinjaEnvironment().parseBlocks("\n{% docs a %}", { file: "x.md" });
    expect(parse).toThrow("{% docs %} without {% enddocs %} (x.md:2:1)");
  });
});

describe("plain data", () => {
  it("goes to values and back", async () => {
    const data = { b: [1, null, { "2": "x" }], a: true, at: new Date(0), big: 2n };
    const value = fromPlain(data);
    expect(await render("{{ v.b[2]['2'] }} {{ v }}", { v: value })).toBe(
      "x {'b': [1, None, {'2': 'x'}], 'a': True, 'at': '1970-01-01T00:00:00.000Z', 'big': 2}",
    );
    expect(toPlain(value)).toEqual({ ...data, at: "1970-01-01T00:00:00.000Z" });
    expect(
      toPlain(new Map<JinjaValue, JinjaValue>([[1, new JinjaTuple([new JinjaFloat(2)])]])),
    ).toEqual({
      "1": [2],
    });
    expect(() => fromPlain(() => 1)).toThrow("function");
    expect(() => fromPlain(new URL("file:///a"))).toThrow("URL");
  });
});
