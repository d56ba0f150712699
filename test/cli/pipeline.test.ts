import { appendFileSync, cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { ensureDemo } from "../../cli/demo.js";
import { loadConfig } from "../../warehouse/config.js";
import { granary, repository, writeDemoConfig, type Ended } from "../granary-command.js";
import { temporaryDir } from "../temporary-dir.js";

// One built warehouse, copied for each test that changes it.
const built = mkdtempSync(join(tmpdir(), "granary-built-"));
let firstRun: Ended;

beforeAll(async () => {
  writeDemoConfig(built);
  firstRun = await granary(["run"], { cwd: built });
  return () => {
    rmSync(built, { recursive: true, force: true });
  };
});

function copyOfBuilt(): string {
  const dir = temporaryDir();
  cpSync(built, dir, { recursive: true });
  return dir;
}

async function query(dir: string, sql: string): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await granary(["query", sql, "--format", "json"], { cwd: dir });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>[];
}

/** How many unit tests the last dbt command ran. */
function unitTestsOf(dir: string): number {
  const text = readFileSync(join(dir, "target", "run_results.json"), "utf8");
  const { results } = JSON.parse(text) as { results: { unique_id: string }[] };
  return results.filter((result) => result.unique_id.startsWith("unit_test.")).length;
}

/** The project with its models, changed by `change`; the configuration in `dir` then points to it. */
function changedProject(dir: string, change: (project: string) => void): void {
  const project = join(dir, "project");
  cpSync(join(repository, "models"), join(project, "models"), { recursive: true });
  cpSync(join(repository, "dbt_project.yml"), join(project, "dbt_project.yml"));
  change(project);
  const file = join(dir, "granary.yml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^project_dir: .*$/m, "project_dir: project"));
}

describe("granary run", () => {
  it("generates, ingests, builds, tests, mines and publishes version 1", async () => {
    expect(firstRun.stderr).toContain('"phase":"publish"');
    expect(firstRun.code).toBe(0);
    expect(firstRun.stdout).toMatch(/^Published version 1 \(\d+ tests passed, 0 warned\)/);
    const [totals] = await query(
      built,
      `select count(*) as lines, sum(net_amount) as net,
        (select sum(net_amount) from sales.fct_order) as orders_net from sales.fct_order_line`,
    );
    expect(Number(totals?.["lines"])).toBeGreaterThan(500);
    expect(totals?.["net"]).toBe(totals?.["orders_net"]);
    const [rules] = await query(built, "select count(*) as runs from mining.run");
    expect(rules).toEqual({ runs: 1 });
  });

  it("says in the catalogue what every published table and column holds", async () => {
    const silent = await query(
      built,
      `select schema_name || '.' || table_name as name from duckdb_tables()
        where not internal and coalesce(comment, '') = '' and schema_name <> 'main'
        union all
        select schema_name || '.' || table_name || '.' || column_name from duckdb_columns()
        where not internal and coalesce(comment, '') = '' and schema_name <> 'main' order by all`,
    );
    expect(silent).toEqual([]);
  });

  it("publishes nothing when nothing has changed", async () => {
    const dir = copyOfBuilt();
    const again = await granary(["run"], { cwd: dir });
    expect(again.stdout).toBe("Version 1 is current; nothing has changed.\n");
    const forced = await granary(["run", "--force"], { cwd: dir });
    expect(forced.stdout).toMatch(/^Published version 2/);
  });

  it("stops before publishing when a test fails, shows the rows and keeps the old version", async () => {
    const dir = copyOfBuilt();
    const shipments = join(dir, "demo", "erp", "shipment", "2025.csv");
    const [heading = "", line = ""] = readFileSync(shipments, "utf8").split("\n");
    const columns = heading.split(",");
    const tooEarly = line
      .split(",")
      .with(columns.indexOf("shipped_date"), "2020-01-01")
      .with(columns.indexOf("changed_at"), "2025-12-31T12:00:00Z");
    appendFileSync(shipments, `${tooEarly.join(",")}\n`);
    const failed = await granary(["run", "--log", "text"], { cwd: dir });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("error DBT_TEST_FAILED");
    expect(failed.stderr).toContain("version 1 stays current");
    expect(failed.stderr).toContain(tooEarly[columns.indexOf("order_no")]);
    const versions = await granary(["versions"], { cwd: dir });
    expect(versions.stdout).toMatch(/→ +1 /);
    expect(versions.stdout.split("\n")).toHaveLength(4);
    const published = await granary(["publish"], { cwd: dir });
    expect(published.code).toBe(1);
    expect(published.stderr).toContain("error PUBLISH_NOT_TESTED");
  });

  it("shows file, line and compiled SQL of a broken model", async () => {
    const dir = copyOfBuilt();
    changedProject(dir, (project) => {
      writeFileSync(
        join(project, "models", "marts", "sales", "fct_shipment.sql"),
        "select\n    order_key,\n    no_such_column\nfrom {{ ref('fct_order_line') }}\n",
      );
    });
    const failed = await granary(["run"], { cwd: dir });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("error DBT_MODEL_FAILED");
    expect(failed.stderr).toContain("models/marts/sales/fct_shipment.sql");
    expect(failed.stderr).toContain("no_such_column");
    expect(failed.stderr).toMatch(/line 3|3 \|/);
  });

  it("builds incremental tables anew when a setting is another one, however the last build ended", async () => {
    const dir = copyOfBuilt();
    const minutes = "select sum(resolution_minutes) as total from service.fct_case";
    const [before] = await query(dir, minutes);
    const file = join(dir, "granary.yml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}\nvars: { business_opens: "06:00" }\n`);
    const part = await granary(["dbt", "run", "--select", "dim_date"], { cwd: dir });
    expect(part.code).toBe(0);
    const next = await granary(["run"], { cwd: dir });
    expect(next.code).toBe(0);
    expect(next.stderr).toContain("built anew");
    expect(unitTestsOf(dir)).toBeGreaterThan(0);
    const [after] = await query(dir, minutes);
    expect(Number(after?.["total"])).toBeGreaterThan(Number(before?.["total"]));
    const again = await granary(["run", "--force"], { cwd: dir });
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain("built anew");
    expect(unitTestsOf(dir)).toBe(0);
    expect(await query(dir, minutes)).toEqual([after]);
  });

  it("refuses a mart without a grain before building anything", async () => {
    const dir = copyOfBuilt();
    changedProject(dir, (project) => {
      writeFileSync(join(project, "models", "marts", "sales", "fct_new.sql"), "select 1 as a\n");
    });
    const failed = await granary(["dbt", "build"], { cwd: dir });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("error DBT_GRAIN_MISSING");
    expect(failed.stderr).toContain("fct_new");
  });

  it("names a missing source directory", async () => {
    const dir = copyOfBuilt();
    const file = join(dir, "granary.yml");
    const text = readFileSync(file, "utf8");
    const moved = text.replaceAll("path: demo", "path: not/here").replace(/^demo:.*$/m, "");
    writeFileSync(file, moved);
    const failed = await granary(["run"], { cwd: dir });
    expect(failed.code).toBeGreaterThan(0);
    expect(failed.stderr).toContain("error INGEST_SOURCE_MISSING");
    expect(failed.stderr).toContain(join(dir, "not/here"));
  });

  it("compares a wrong header with the expected one", async () => {
    const dir = copyOfBuilt();
    const orders = join(dir, "demo", "erp", "sales_order", "2025.csv");
    writeFileSync(orders, readFileSync(orders, "utf8").replace("order_date", "date_of_order"));
    const failed = await granary(["run"], { cwd: dir });
    expect(failed.code).toBeGreaterThan(0);
    expect(failed.stderr).toContain("error INGEST_HEADER_MISMATCH");
    expect(failed.stderr).toContain("date_of_order");
  });

  it("shows file, line and text of a row that cannot be read, and changes nothing", async () => {
    const dir = copyOfBuilt();
    appendFileSync(
      join(dir, "demo", "erp", "sales_order", "2025.csv"),
      "X1,A1,store,,,USD,not-a-date,,,open,,,2025-12-31T00:00:00Z,false\n",
    );
    const failed = await granary(["run"], { cwd: dir });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("error INGEST_ROWS_REJECTED");
    expect(failed.stderr).toContain("sales_order/2025.csv");
    expect(failed.stderr).toContain("not-a-date");
  });
});

describe("granary dbt", () => {
  it("lists what a selection means", async () => {
    const listed = await granary(["dbt", "ls", "--select", "fct_order_line+"], {
      cwd: copyOfBuilt(),
    });
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain("fct_order_line");
    expect(listed.stdout).toContain("dim_customer_profile");
    expect(listed.stdout).not.toContain("dim_channel\n");
  });

  it("writes dbt's artifacts", () => {
    const files = readdirSync(join(built, "target"));
    expect(files).toEqual(expect.arrayContaining(["manifest.json", "run_results.json"]));
    const manifest = JSON.parse(readFileSync(join(built, "target", "manifest.json"), "utf8")) as {
      nodes: Record<string, { unique_id: string }>;
    };
    expect(manifest.nodes["model.granary.fct_order_line"]?.unique_id).toBe(
      "model.granary.fct_order_line",
    );
  });
});

describe("granary versions, rollback and query", () => {
  it("returns to an older version and answers from it", async () => {
    const dir = copyOfBuilt();
    await granary(["run", "--force"], { cwd: dir });
    const rolled = await granary(["rollback"], { cwd: dir });
    expect(rolled.stdout).toBe("Version 1 is current.\n");
    const unchanged = await granary(["run"], { cwd: dir });
    expect(unchanged.stdout).toBe("Version 1 is current; nothing has changed.\n");
    const refused = await granary(["rollback", "17"], { cwd: dir });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("Kept versions: 2, 1.");
  });

  it("prints aligned tables, CSV and Arrow", async () => {
    const sql = "select channel_name from shared.dim_channel order by channel_key limit 1";
    const table = await granary(["query", sql], { cwd: built });
    expect(table.stdout).toMatch(/^channel_name\n─+\n.+\n1 row\n$/);
    const csv = await granary(["query", sql, "--format", "csv"], { cwd: built });
    expect(csv.stdout).toMatch(/^channel_name\r\n.+\r\n$/);
    const arrow = await granary(["query", sql, "--format", "arrow"], { cwd: built });
    expect(arrow.stdout).toContain("channel_name");
    const input = await granary(["query", "-"], { cwd: built, stdin: sql });
    expect(input.stdout).toBe(table.stdout);
  });

  it("refuses to change anything or to read files", async () => {
    for (const sql of ["drop table sales.fct_order", "select 1; select 2"]) {
      const refused = await granary(["query", sql], { cwd: built });
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("error QUERY_NOT_A_SELECT");
    }
    const reading = await granary(["query", "select * from read_text('/etc/hosts')"], {
      cwd: built,
    });
    expect(reading.code).toBe(1);
    expect(reading.stderr).toContain("error QUERY_FAILED");
  });

  it("lists tables with their descriptions", async () => {
    const { stdout } = await granary(["query", "--tables"], { cwd: built });
    expect(stdout).toMatch(/sales\.fct_order_line +\d+ +One row per order line/);
    expect(stdout).not.toMatch(/^(raw_|staging|intermediate)/m);
  });
});

describe("granary", () => {
  it("lists its commands", async () => {
    const { code, stdout } = await granary(["--help"]);
    expect(code).toBe(0);
    for (const command of [
      "start",
      "serve",
      "run",
      "generate",
      "ingest",
      "dbt",
      "mine",
      "publish",
      "versions",
      "rollback",
      "query",
      "doctor",
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
    }
  });

  it("ends with 2 on an unknown command, flag or configuration", async () => {
    for (const args of [
      ["dance"],
      ["query", "--nope"],
      ["run", "--config", "/nowhere.yml"],
      ["run", "--config", join(built, "granary.yml"), "--wait", "soon"],
    ]) {
      expect((await granary(args)).code, args.join(" ")).toBe(2);
    }
  });

  it("refuses a demo that cannot be before anything is written", async () => {
    const dir = temporaryDir();
    writeDemoConfig(dir, 'vars: { unrelated: "${GRANARY_TEST_NOT_SET}" }\n');
    for (const [flags, message] of [
      [["--scale", "0"], "--scale 0: must be greater than 0"],
      [["--scale", "-1"], "--scale -1: must be greater than 0"],
      [["--seed", "1.5"], "--seed 1.5: must be a whole number"],
      [["--until", "2023-02-31"], "--until 2023-02-31: no such day"],
      [["--until", "2022-12-31"], "--until 2022-12-31: the demo company opens on 2023-01-01"],
      [["--to", "mysql://root@127.0.0.1/x"], "--to is not a PostgreSQL address"],
    ] as const) {
      const { code, stderr } = await granary(["generate", ...flags], { cwd: dir });
      expect(code, flags.join(" ")).toBe(2);
      expect(stderr).toContain(`error USAGE: ${message}`);
    }
    expect(readdirSync(dir)).toEqual(["granary.yml"]);
  });

  it("generates without a configuration where the day is given", async () => {
    const dir = temporaryDir();
    const wanted = ["--scale", "0.001", "--seed", "5", "--out", "files"];
    expect((await granary(["generate", ...wanted], { cwd: dir })).stderr).toContain(
      "error CONFIG_NOT_FOUND",
    );
    const ended = await granary(["generate", ...wanted, "--until", "2023-01-05"], { cwd: dir });
    expect(ended.code, ended.stderr).toBe(0);
    expect(readdirSync(dir)).toEqual(["files"]);
  });

  it("generates a demo of which a file is gone or cut again, and leaves one alone that was added to", async () => {
    const dir = temporaryDir();
    const file = writeDemoConfig(dir);
    const config = { ...loadConfig(file), asOfDate: "2023-02-28" };
    const demo = { scale: 0.01, seed: 7, out: join(dir, "demo"), until: config.asOfDate };
    const phases: string[] = [];
    const ensure = () =>
      ensureDemo({ ...config, demo }, (event) => {
        if (event.type === "phase") phases.push(event.phase);
      });
    await ensure();
    const orders = join(dir, "demo", "erp", "sales_order", "2023.csv");
    const written = readFileSync(orders, "utf8");
    writeFileSync(orders, written.slice(0, -1));
    await ensure();
    rmSync(orders);
    await ensure();
    expect(readFileSync(orders, "utf8")).toBe(written);
    expect(phases).toHaveLength(3);
    appendFileSync(orders, "X1\n");
    await ensure();
    expect(phases).toHaveLength(3);
  });

  it("lists every fault of a broken configuration", async () => {
    const dir = temporaryDir();
    writeFileSync(join(dir, "granary.yml"), "timezone: Mars\ncurrency: dollars\nsources: {}\n");
    const { code, stderr } = await granary(["run"], { cwd: dir });
    expect(code).toBe(2);
    expect(stderr).toContain("error CONFIG_INVALID");
    expect(stderr).toMatch(/line 1, timezone[\s\S]*line 2, currency[\s\S]*line 3, sources/);
  });

  it("says what is missing and how to get it", async () => {
    const healthy = await granary(["doctor"], { cwd: built, env: { PORT: "0" } });
    expect(healthy.stdout).toContain("Nothing is missing.");
    expect(healthy.stdout).toMatch(/✓ current version: 1, as of 2025-12-31/);
    const dir = temporaryDir();
    writeDemoConfig(dir);
    const text = readFileSync(join(dir, "granary.yml"), "utf8");
    writeFileSync(join(dir, "granary.yml"), text.replace(/^demo:.*$/m, ""));
    const ill = await granary(["doctor"], { cwd: dir, env: { PORT: "0" } });
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/✗ source erp: .* does not exist\n {4}→ /);
  });
});
