import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import cube, { type Query } from "@cubejs-client/core";
import express from "express";
import { createSemanticLayer } from "../../cube/semantic-layer.js";
import { publish } from "../../warehouse/publish.js";
import { prepareSelect } from "../../warehouse/select-query.js";
import { openVersion, type VersionReader } from "../../warehouse/version-reader.js";
import { VersionHub } from "../../warehouse/version-hub.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { compare, type BenchCase, type Comparison } from "../measure.js";
import { demoConfig, loadedWorkspace, silent } from "../prepared-warehouse.js";
import { dbt } from "./build.js";

const REPETITIONS = 25;

/** Asking the semantic layer over HTTP, and `granary query`, against the same SQL on the open file. */
export function queryCase(repository: string): BenchCase {
  return {
    name: "query",
    run: async (dir) => {
      const config = await demoConfig(repository, dir);
      await publishDemo(config);
      const reader = await openVersion(config);
      try {
        return [await throughCube(repository, config, reader), await throughSelect(reader)];
      } finally {
        reader.close();
      }
    },
  };
}

async function publishDemo(config: GranaryConfig): Promise<void> {
  const workspace = await loadedWorkspace(config);
  await dbt(config, workspace, "build");
  await publish({
    config,
    workspace,
    build: {
      loads: [],
      tests: { passed: 0, failed: 0, warned: 0 },
      fingerprint: "bench",
      gitCommit: null,
    },
    onEvent: silent,
  });
  await workspace.close();
}

/** Every repetition asks for another period, so that no cache answers. */
function dayOf(repetition: number): string {
  return new Date(Date.UTC(2023, 2, 1 + repetition)).toISOString().slice(0, 10);
}

async function throughCube(
  repository: string,
  config: GranaryConfig,
  reader: VersionReader,
): Promise<Comparison> {
  const hub = new VersionHub(config);
  const layer = await createSemanticLayer({
    hub,
    modelDir: join(repository, "cube", "model"),
    apiSecret: "bench",
  });
  const app = express();
  layer.mount(app);
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const api = cube("bench", { apiUrl: `${addressOf(server)}/cubejs-api/v1` });
  const connection = await reader.connect();
  try {
    return await compare(
      "net revenue by month and category over HTTP, uncached",
      "the same SQL on the open file",
      {
        repetitions: REPETITIONS,
        granary: (repetition) => api.load(monthlyQuery(dayOf(repetition))),
        peer: async (repetition) => {
          const result = await connection.runAndReadAll(monthlySql(dayOf(repetition)));
          return result.getRowObjectsJson();
        },
      },
    );
  } finally {
    connection.closeSync();
    server.close();
    server.closeAllConnections();
    await layer.close();
    await hub.close();
  }
}

async function throughSelect(reader: VersionReader): Promise<Comparison> {
  const connection = await reader.connect();
  try {
    return await compare(
      "the same SELECT through `granary query`'s checks",
      "the same SQL on the open file",
      {
        repetitions: REPETITIONS,
        granary: async (repetition) => {
          const prepared = await prepareSelect(connection, monthlySql(dayOf(repetition)));
          return (await prepared.runAndReadAll()).getRowObjectsJson();
        },
        peer: async (repetition) =>
          (await connection.runAndReadAll(monthlySql(dayOf(repetition)))).getRowObjectsJson(),
      },
    );
  } finally {
    connection.closeSync();
  }
}

function monthlyQuery(from: string): Query {
  return {
    measures: ["sales.net_revenue", "sales.order_count"],
    dimensions: ["sales.category_name"],
    timeDimensions: [
      { dimension: "sales.order_date", granularity: "month", dateRange: [from, "2025-12-31"] },
    ],
  };
}

function monthlySql(from: string): string {
  return `
    select category_name, date_trunc('month', order_date) as month,
      sum(net_amount) as net_revenue, count(distinct order_key) as order_count
    from sales.fct_order_line left join shared.dim_product_current using (product_key)
    where order_date between date '${from}' and date '2025-12-31'
    group by 1, 2 order by 2, 1`;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
