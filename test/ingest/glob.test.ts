import { expect, it } from "vitest";
import { globToRegExp } from "../../ingest/glob.js";

it.each([
  ["*.csv", ["a.csv", ".csv"], ["a.csv.gz", "sub/a.csv", "acsv"]],
  ["orders_??.csv", ["orders_01.csv"], ["orders_1.csv", "orders_/1.csv"]],
  ["**/*.csv", ["a.csv", "sub/a.csv", "sub/deep/a.csv"], ["a.json"]],
  ["2024/**", ["2024/a", "2024/b/c"], ["2023/a"]],
  ["a[12].csv", ["a1.csv", "a2.csv"], ["a3.csv", "a[12].csv"]],
  ["a[!12].csv", ["a3.csv"], ["a1.csv"]],
  ["{crm,erp}/x+(1).csv", ["crm/x+(1).csv", "erp/x+(1).csv"], ["hr/x+(1).csv"]],
])("the pattern %s", (pattern, matching, others) => {
  const expression = globToRegExp(pattern);
  expect(matching.filter((path) => !expression.test(path))).toEqual([]);
  expect(others.filter((path) => expression.test(path))).toEqual([]);
});
