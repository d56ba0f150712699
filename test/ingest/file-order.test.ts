import { describe, expect, it } from "vitest";
import { byName, laterThan } from "../../ingest/file-order.js";
import { landing } from "./landing.js";

describe("the order of files", () => {
  it("takes numbers by value, and is the alphabet's otherwise", () => {
    const files = ["b", "a-10", "a-9", "a-09x", "2024/12/x", "2024/2/x", "a", "a-10b"];
    const inOrder = ["2024/2/x", "2024/12/x", "a", "a-9", "a-09x", "a-10", "a-10b", "b"];
    expect(files.sort(byName)).toEqual(inOrder);
  });

  it("knows a file that comes late by the names of its kind", () => {
    const later = laterThan(["a-3.csv", "a-11.csv", "b-99.csv"]);
    expect(["a-4.csv", "a-12.csv", "b-1.csv", "c-1.csv"].map(later)).toEqual([
      "a-11.csv",
      undefined,
      "b-99.csv",
      undefined,
    ]);
  });
});

const notes = (at: ReturnType<typeof landing>): string[] =>
  at.events.flatMap((event) => (event.type === "note" ? [event.message] : []));

describe("files of all rows there are", () => {
  it("are loaded in the order of the numbers in their names", async () => {
    const at = landing();
    at.put("stock-9.csv", "id,n\n1,9\n");
    at.put("stock-10.csv", "id,n\n1,10\n");
    await at.ingest({ stock: { files: "*.csv", mode: "snapshot", primaryKey: ["id"] } });
    expect(await at.query("select n from raw_shop.stock")).toEqual([[10n]]);
    expect(notes(at)).toEqual([]);
  });

  it.each(["snapshot", "merge"] as const)("warn where one comes late: %s", async (mode) => {
    const at = landing();
    const stock = { files: "*.csv", mode, primaryKey: ["id"] };
    at.put("stock-20240105.csv", "id,n\n1,5\n");
    await at.ingest({ stock });
    at.put("stock-20240106.csv", "id,n\n1,6\n");
    await at.ingest({ stock });
    expect(notes(at)).toEqual([]);
    at.put("stock-20240102.csv", "id,n\n1,2\n");
    await at.ingest({ stock });
    expect(notes(at)).toEqual([
      expect.stringMatching(/^stock-20240102.csv came after stock-20240106.csv was loaded/),
    ]);
    await at.ingest({ stock });
    expect(notes(at)).toHaveLength(1);
  });

  it("do not warn where a cursor tells what is newer", async () => {
    const at = landing();
    const stock = { files: "*.csv", mode: "merge" as const, primaryKey: ["id"], cursor: "n" };
    at.put("stock-20240105.csv", "id,n\n1,5\n");
    await at.ingest({ stock });
    at.put("stock-20240102.csv", "id,n\n1,2\n");
    await at.ingest({ stock });
    expect(notes(at)).toEqual([]);
    expect(await at.query("select n from raw_shop.stock")).toEqual([[5n]]);
  });
});
