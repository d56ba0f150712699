import type { Query } from "@cubejs-client/core";
import { useEffect, useState } from "react";
import { type ApiFault, faultOf } from "../api/api-fault.js";
import type { QueryRunner, Row } from "../api/query-runner.js";

interface Answer {
  /** The last answer; stays while the next question is under way. */
  rows: Row[] | null;
  fault: ApiFault | null;
  loading: boolean;
}

/** The semantic layer's answer to one query. */
export function useAnswer(runner: QueryRunner, query: Query): Answer {
  const key = JSON.stringify(query);
  const [settled, setSettled] = useState<Omit<Answer, "loading"> & { key: string }>({
    key: "",
    rows: null,
    fault: null,
  });
  useEffect(() => {
    let superseded = false;
    runner.run(JSON.parse(key) as Query).then(
      (rows) => {
        if (!superseded) setSettled({ key, rows, fault: null });
      },
      (error: unknown) => {
        if (!superseded) setSettled({ key, rows: null, fault: faultOf(error) });
      },
    );
    return () => {
      superseded = true;
    };
  }, [runner, key]);
  return { rows: settled.rows, fault: settled.fault, loading: settled.key !== key };
}
