import { describe, expect, it } from "vitest";
import { JinjaEnvironment } from "../../../dbt/jinja/environment.js";
import type { JinjaValue } from "../../../dbt/jinja/value.js";
import { jinjaError } from "./render.js";

function environmentWith(files: Record<string, string>, rootPackage?: string): JinjaEnvironment {
  const environment = new JinjaEnvironment(rootPackage === undefined ? {} : { rootPackage });
  for (const [path, source] of Object.entries(files)) {
    const [packageName = ""] = path.split("/");
    environment.addMacros(source, { file: path, packageName });
  }
  return environment;
}

const ORIGIN = { file: "models/a.sql" };

describe("macros", () => {
  it("see the context of the node that is rendered, through nested calls and files", async () => {
    const environment = environmentWith({
      "shop/outer.sql": "{% macro outer() %}{{ inner() }}{% endmacro %}",
      "shop/inner.sql": "{% macro inner() %}{{ this }}/{{ var('x') }}{% endmacro %}",
    });
    const context = (name: string): Record<string, JinjaValue> => ({
      this: name,
      var: () => name.toUpperCase(),
    });
    expect(await environment.render("{{ outer() }}", context("a"), ORIGIN)).toBe("a/A");
    expect(await environment.render("{{ outer() }}", context("b"), ORIGIN)).toBe("b/B");
  });

  it("do not see the variables of the template that calls them", async () => {
    const environment = environmentWith({
      "shop/m.sql": "{% macro m() %}{{ local is defined }}{% endmacro %}",
    });
    expect(await environment.render("{% set local = 1 %}{{ m() }}", {}, ORIGIN)).toBe("False");
  });

  it("prefer their own package, then the root project; others' are called by package", async () => {
    const environment = environmentWith(
      {
        "utils/m.sql":
          "{% macro name() %}utils{% endmacro %}{% macro who() %}{{ name() }}{{ extra() }}{% endmacro %}",
        "shop/m.sql": "{% macro name() %}shop{% endmacro %}{% macro extra() %}+{% endmacro %}",
      },
      "shop",
    );
    expect(await environment.render("{{ name() }} {{ utils.who() }}", {}, ORIGIN)).toBe(
      "shop utils+",
    );
    expect(await environment.render("[{{ who }}]", {}, ORIGIN)).toBe("[]");
    const origin = { ...ORIGIN, packageName: "utils" };
    expect(await environment.render("{{ name() }}", {}, origin)).toBe("utils");
    expect(await environment.render("{{ utils.name() }}{{ shop.name() }}", {}, ORIGIN)).toBe(
      "utilsshop",
    );
  });

  it("of the root project shadow those that the dbt package calls", async () => {
    const environment = environmentWith(
      {
        "dbt/m.sql":
          "{% macro schema() %}default{% endmacro %}{% macro build() %}{{ schema() }}{% endmacro %}",
        "shop/m.sql": "{% macro schema() %}custom{% endmacro %}",
      },
      "shop",
    );
    expect(await environment.render("{{ build() }} {{ dbt.schema() }}", {}, ORIGIN)).toBe(
      "custom default",
    );
  });

  it("lie over host values of their package's name", async () => {
    const environment = environmentWith({ "dbt/m.sql": "{% macro own() %}macro{% endmacro %}" });
    const context: Record<string, JinjaValue> = { dbt: { type_string: () => "varchar" } };
    expect(
      await environment.render("{{ dbt.own() }} {{ dbt.type_string() }}", context, ORIGIN),
    ).toBe("macro varchar");
  });

  it("shadow names of the context", async () => {
    const environment = environmentWith({
      "shop/m.sql": "{% macro ref(n) %}mine:{{ builtins.ref(n) }}{% endmacro %}",
    });
    const ref = (): string => "base";
    const context: Record<string, JinjaValue> = { ref, builtins: { ref } };
    expect(await environment.render("{{ ref('a') }}", context, ORIGIN)).toBe("mine:base");
  });

  it("take none as an argument", async () => {
    const environment = environmentWith({
      "shop/m.sql": "{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}",
    });
    expect(await environment.render("{{ m(none, b=none) }}", {}, ORIGIN)).toBe("NoneNone");
  });

  it("return values of any type to the host", async () => {
    const environment = environmentWith({
      "shop/m.sql":
        "{% macro list() %}{{ return([1, none]) }}{% endmacro %}{% macro text(a) %}<{{ a }}>{% endmacro %}",
    });
    expect(await environment.callMacro("list", [], {}, {})).toEqual([1, null]);
    expect(await environment.callMacro("shop.text", [], { a: 1 }, {})).toBe("<1>");
    await expect(environment.callMacro("nope", [], {}, {})).rejects.toThrow("'nope'");
  });

  it("are ended by return() in a call block written inside them", async () => {
    const environment = environmentWith({
      "shop/m.sql":
        "{% macro wrap() %}{{ caller() }}late{% endmacro %}{% macro m() %}{% call wrap() %}{{ return('early') }}{% endcall %}{% endmacro %}",
    });
    expect(await environment.render("{{ m() }}", {}, ORIGIN)).toBe("early");
  });

  it("may be called by what a host function calls", async () => {
    const environment = environmentWith({
      "shop/m.sql":
        "{% macro m(f) %}{{ f(this) }}{% endmacro %}{% macro g(x) %}[{{ x }}]{% endmacro %}",
    });
    expect(await environment.render("{{ m(g) }}", { this: "t" }, ORIGIN)).toBe("[t]");
  });

  it("stop when they call themselves without end", async () => {
    const environment = environmentWith({ "shop/m.sql": "{% macro m() %}{{ m() }}{% endmacro %}" });
    const error = await jinjaError(environment.render("{{ m() }}", {}, ORIGIN));
    expect(error.problem).toBe("macro calls are nested more than 400 deep");
    expect(await environment.render("fine", {}, ORIGIN)).toBe("fine");
  });

  it("are listed with their packages; generic tests are macros named test_...", () => {
    const environment = new JinjaEnvironment();
    const names = environment.addMacros(
      "{% macro a() %}{% endmacro %}{% test positive(model, column_name) %}{% endtest %}{% data_test b(model) %}{% enddata_test %}{% snapshot s %}{% endsnapshot %}",
      { file: "m.sql", packageName: "shop" },
    );
    expect(names).toEqual(["a", "test_positive", "test_b"]);
    expect(environment.macroNames()).toEqual(["shop.a", "shop.test_positive", "shop.test_b"]);
    expect(environment.hasMacro("a")).toBe(true);
    expect(environment.hasMacro("a", "other")).toBe(false);
    expect(environment.hasMacro("shop.a")).toBe(true);
  });

  it("are refused when a package defines one twice, and replaced when their file is read again", () => {
    const environment = environmentWith({ "shop/a.sql": "{% macro m() %}{% endmacro %}" });
    const add = (file: string) =>
      environment.addMacros("{% macro m() %}{% endmacro %}", { file, packageName: "shop" });
    expect(() => add("shop/b.sql")).toThrow("macro 'm' is already defined in shop/a.sql:1");
    expect(add("shop/a.sql")).toEqual(["m"]);
  });
});
