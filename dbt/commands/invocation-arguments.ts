import type { DbtInvocation } from "../invocation.js";
import { type Dict, dictOf, stringList } from "../plain.js";

/** What run_results.json says of the command line, under dbt's names; `retry` reads it back. */
export function argumentsOf(invocation: DbtInvocation): Dict {
  return {
    which: invocation.command,
    select: [...(invocation.select ?? [])],
    exclude: [...(invocation.exclude ?? [])],
    selector: invocation.selector ?? null,
    indirect_selection: invocation.indirect ?? "eager",
    resource_types: [...(invocation.resourceTypes ?? [])],
    exclude_resource_types: [...(invocation.excludeResourceTypes ?? [])],
    vars: invocation.vars,
    threads: invocation.threads ?? 1,
    target: invocation.target.name,
    fail_fast: invocation.failFast ?? false,
    full_refresh: invocation.fullRefresh ?? false,
    store_failures: invocation.storeFailures ?? false,
    empty: invocation.empty ?? false,
    event_time_start: invocation.eventTimeStart ?? null,
    event_time_end: invocation.eventTimeEnd ?? null,
    state: invocation.stateDir ?? null,
    defer: invocation.defer ?? false,
    favor_state: invocation.favorState ?? false,
    sample: invocation.sample ?? null,
    warn_error: invocation.warnError ?? false,
    macro: invocation.macro ?? null,
    args: invocation.macroArguments ?? {},
    project_dir: invocation.projectDir,
  };
}

/** What `retry` takes over from the run it repeats; what the command line says again wins. */
export function optionsFrom(raw: Dict): Partial<DbtInvocation> {
  const text = (key: string): string | undefined =>
    typeof raw[key] === "string" ? raw[key] : undefined;
  const flag = (key: string): boolean => raw[key] === true;
  const stateDir = text("state");
  const eventTimeStart = text("event_time_start");
  const eventTimeEnd = text("event_time_end");
  const macro = text("macro");
  return {
    select: stringList(raw["select"]),
    exclude: stringList(raw["exclude"]),
    failFast: flag("fail_fast"),
    fullRefresh: flag("full_refresh"),
    storeFailures: flag("store_failures"),
    empty: flag("empty"),
    defer: flag("defer"),
    favorState: flag("favor_state"),
    warnError: flag("warn_error"),
    vars: dictOf(raw["vars"]),
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(eventTimeStart === undefined ? {} : { eventTimeStart }),
    ...(eventTimeEnd === undefined ? {} : { eventTimeEnd }),
    ...(macro === undefined ? {} : { macro, macroArguments: dictOf(raw["args"]) }),
  };
}
