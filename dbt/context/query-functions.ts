import { str } from "../jinja/text.js";
import { isFunction, type JinjaObject, type JinjaValue } from "../jinja/value.js";
import { argument, textArgument } from "./arguments.js";
import type { Context } from "./base-context.js";
import { namedObject } from "./named-object.js";
import type { NodeScope } from "./node-scope.js";
import { ResultTable } from "./result-table.js";

/** A stored result: `table`, its rows as `data`, and how the engine answered. */
function resultObject(table: JinjaValue, response: JinjaValue): JinjaObject {
  const rows = table instanceof ResultTable ? (table.getAttribute("rows") ?? []) : [];
  return namedObject("result", { table, data: rows, response });
}

/** Results of statements, by name: each may be taken once. */
export function queryFunctions(scope: NodeScope): Context {
  const results = new Map<string, JinjaObject | null>();
  const store = (name: JinjaValue, table: JinjaValue, response: JinjaValue): string => {
    if (typeof name === "string") results.set(name, resultObject(table, response));
    return "";
  };
  const query = async (sql: string): Promise<ResultTable | null> =>
    scope.session === null || !scope.execute
      ? null
      : new ResultTable(await scope.session.query(sql));
  return {
    run_query: async (args, kwargs) => query(textArgument("run_query", args, kwargs, 0, "sql")),
    statement: async (args, kwargs) => {
      const caller = kwargs["caller"];
      if (caller === undefined || !isFunction(caller)) {
        throw new Error("statement() is used as {% call statement(...) %}");
      }
      const table = await query(str(await caller([], {})));
      return table === null ? "" : store(argument(args, kwargs, 0, "name") ?? null, table, "OK");
    },
    store_result: (args, kwargs) =>
      store(
        args[0] ?? null,
        args[2] ?? kwargs["agate_table"] ?? null,
        args[1] ?? kwargs["response"] ?? "OK",
      ),
    store_raw_result: (args, kwargs) =>
      store(
        args[0] ?? null,
        args[4] ?? kwargs["agate_table"] ?? null,
        args[1] ?? kwargs["message"] ?? "OK",
      ),
    load_result: (args, kwargs) => {
      const name = textArgument("load_result", args, kwargs, 0, "name");
      const found = results.get(name);
      if (found === null) {
        throw new Error(
          `The 'statement' result named '${name}' has already been loaded into a variable`,
        );
      }
      if (found !== undefined && name !== "main") results.set(name, null);
      return found ?? null;
    },
    write: () => "",
    submit_python_job: () => {
      throw new Error("Python models are not run by the shim");
    },
  };
}
