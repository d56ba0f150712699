import { describe, expect, it } from "vitest";
import { readPlainYaml } from "../../dbt/project/plain-yaml.js";
import { parseYaml } from "../../dbt/project/yaml-text.js";

describe("YAML written plainly", () => {
  it("is read line by line", () => {
    const text = `version: 2
models:
  - name: orders   # a comment
    description: One row per order: not here
`;
    expect(readPlainYaml(text)).toBeNull();
    const plain = text.replace("order: not", "order, not");
    expect(readPlainYaml(plain)).toEqual({
      version: 2,
      models: [{ name: "orders", description: "One row per order, not here" }],
    });
  });

  it("has lists and mappings on one line, and items below a key without indent", () => {
    const text = `models:
- name: 'it''s'
  config: { meta: {grain: [id, "a b"], on_time: yes}, tags: [] }
  columns:
  - name: id
    data_tests: [unique, not_null]
  - name: code
    data_tests:
      - accepted_values:
          arguments: {values: [1, E12, no]}
  docs:
  group:
seeds: []
`;
    expect(readPlainYaml(text)).toEqual({
      models: [
        {
          name: "it's",
          config: { meta: { grain: ["id", "a b"], on_time: true }, tags: [] },
          columns: [
            { name: "id", data_tests: ["unique", "not_null"] },
            {
              name: "code",
              data_tests: [{ accepted_values: { arguments: { values: [1, "E12", false] } } }],
            },
          ],
          docs: null,
          group: null,
        },
      ],
      seeds: [],
    });
  });

  it.each([
    "a: |\n  text",
    "a: >-\n  text",
    "a: one\n  two",
    'a: "one\n  two"',
    'a: "\\n"',
    "a: &x b",
    "a: *x",
    "a: !t b",
    "a: 1.5",
    "a: 010",
    "a: 1_000",
    "a: 2024-01-01",
    "a: ~",
    "a: b: c",
    "a: b:",
    "a: [b,\n  c]",
    "a: {b: c",
    "a: {b}",
    "a: {{ b }}",
    "a: b\n\tc: d",
    "---\na: b",
    "a: b\r\nc: d",
    "a: b\na: c",
    "on: b",
    "1: b",
    "- a",
    "a:\n- - b",
    "a:\n  b: c\n d: e",
    "? a",
  ])("is left to a whole parser where it is not: %j", (text) => {
    expect(readPlainYaml(text)).toBeNull();
  });

  it("names the line of what is no YAML at all", () => {
    expect(() => parseYaml("a: [b\nc: d", "models/m.yml")).toThrow(/models\/m\.yml:\d/);
  });
});
