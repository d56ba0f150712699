import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { linkNext } from "../../ingest/http/http-pages.js";
import { retryAfterMs } from "../../ingest/http/http-retry.js";
import { refusedAddress } from "../../ingest/http/http-address.js";
import { httpSource as httpSchema } from "../../warehouse/config-http.js";
import { api, extract, failure, fakeTime, ids, sourceOver } from "./api.js";

const things = (from: number, to: number): { id: number }[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ id: from + i }));
const upTo7 = [1, 2, 3, 4, 5, 6, 7];

describe("pages", () => {
  it("reads one response when there is no pagination", async () => {
    const at = await api(() => things(1, 3));
    expect(ids((await extract(at.url)).lines)).toEqual([1, 2, 3]);
    expect(at.asked.length).toBe(1);
  });

  it("counts page numbers up to an empty page, not to a short one", async () => {
    const at = await api(({ query }) => {
      const page = Number(query["page"]);
      return {
        data: {
          items:
            page === 2 ? things(3, 3) : things(page * 3 - 2, page * 3).slice(0, page > 3 ? 0 : 3),
        },
      };
    });
    const { lines } = await extract(at.url, {
      table: {
        records: "data.items",
        params: { kind: "a b" },
        pagination: { type: "page", size: 100, size_param: "per_page" },
      },
    });
    expect(ids(lines)).toEqual([1, 2, 3, 3, 7, 8, 9]);
    expect(at.asked.map(({ query }) => query["page"])).toEqual(["1", "2", "3", "4"]);
    expect(at.asked[0]?.query).toEqual({ kind: "a b", page: "1", per_page: "100" });
  });

  it("moves an offset by the records that came, whatever was asked for", async () => {
    const at = await api(({ query }) => {
      const offset = Number(query["offset"]);
      return { results: things(offset + 1, Math.min(offset + 3, 7)), meta: { total: 7 } };
    });
    const { lines } = await extract(at.url, {
      table: { pagination: { type: "offset", size: 5 }, records: "results", total: "meta.total" },
    });
    expect(ids(lines)).toEqual(upTo7);
    expect(at.asked.map(({ query }) => query)).toEqual([
      { offset: "0", limit: "5" },
      { offset: "3", limit: "5" },
      { offset: "6", limit: "5" },
    ]);
  });

  it("stops where a flag says that there is no more", async () => {
    const at = await api(({ query }) => ({
      items: things(Number(query["page"]), Number(query["page"])),
      has_more: query["page"] === "1",
    }));
    const { lines } = await extract(at.url, {
      table: { pagination: { type: "page", more: "has_more" } },
    });
    expect(ids(lines)).toEqual([1, 2]);
  });

  it("follows cursors, also with an empty page between, and keeps their digits", async () => {
    const at = await api(({ query }) => {
      if (query["after"] === undefined) return '{"items":[{"id":1}],"next":9007199254740993}';
      if (query["after"] === "9007199254740993") return { items: [], next: "b=+&" };
      return { items: things(2, 2), next: null };
    });
    const { lines } = await extract(at.url, {
      table: { pagination: { type: "cursor", param: "after", next: "next" } },
    });
    expect(ids(lines)).toEqual([1, 2]);
    expect(at.asked[2]?.query["after"]).toBe("b=+&");
  });

  it("follows Link headers", async () => {
    const at = await api(({ query }, response) => {
      if (query["p"] === undefined) {
        response.setHeader("link", '</things?p=9>; rel="last", </things?p=2&x=1>; rel="next"');
      }
      return things(query["p"] === undefined ? 1 : 4, query["p"] === undefined ? 3 : 5);
    });
    expect(ids((await extract(at.url, { table: { pagination: { type: "link" } } })).lines)).toEqual(
      [1, 2, 3, 4, 5],
    );
  });

  it.each([
    ['<https://a/?x=1,2>; title="a; rel=prev, b"; rel="next"', "https://a/?x=1,2"],
    ["<a>; rel=prev, <b>; rel=next", "b"],
    ['<a>; rel="last next"', "a"],
    ['<a>; rel="prev"', undefined],
    [undefined, undefined],
  ])("finds the next address in Link: %s", (header, expected) => {
    expect(linkNext(header)).toBe(expected);
  });

  it("follows addresses in the body, OData's dotted name among them", async () => {
    const at = await api(({ path }) =>
      path === "/things"
        ? { value: things(1, 2), "@odata.nextLink": `${at.url}/more` }
        : { value: things(3, 3) },
    );
    const { lines } = await extract(at.url, {
      table: { records: "value", pagination: { type: "next_url", next: "@odata.nextLink" } },
    });
    expect(ids(lines)).toEqual([1, 2, 3]);
  });

  it("reads a Salesforce query", async () => {
    const record = (id: number): object => ({
      attributes: { type: "Account", url: `/x/${String(id)}` },
      Id: id,
      Owner: { attributes: { type: "User" }, Name: "Ann" },
    });
    const at = await api(({ path }) =>
      path.endsWith("/query")
        ? {
            totalSize: 3,
            done: false,
            nextRecordsUrl: "/services/data/v60.0/query/01g-2000",
            records: [record(1), record(2)],
          }
        : { totalSize: 3, done: true, records: [record(3)] },
    );
    const { lines } = await extract(at.url, {
      source: { auth: { bearer: "00Dtoken" } },
      table: {
        path: "/services/data/v60.0/query",
        params: { q: "SELECT Id, Owner.Name FROM Account WHERE SystemModstamp >= {since}" },
        records: "records",
        total: "totalSize",
        drop: ["attributes"],
        pagination: { type: "next_url", next: "nextRecordsUrl", done: "done" },
        cursor: "SystemModstamp",
        incremental: { initial: "2020-01-01T00:00:00Z" },
        primary_key: "Id",
      },
    });
    expect(lines[2]).toBe('{"Id":3,"Owner":{"Name":"Ann"}}');
    expect(at.asked[0]?.query["q"]).toMatch(/SystemModstamp >= 2020-01-01T00:00:00Z$/);
    expect(at.asked[1]?.path).toBe("/services/data/v60.0/query/01g-2000");
    expect(at.asked[1]?.headers.authorization).toBe("Bearer 00Dtoken");
  });

  it("puts parameters of a POST into its body", async () => {
    const at = await api(({ body }) =>
      body.includes('"after":"x"') ? { items: [] } : { items: things(1, 1), after: "x" },
    );
    await extract(at.url, {
      table: {
        method: "POST",
        body: { filter: { active: true } },
        params: { "filter.size": 5 },
        pagination: { type: "cursor", param: "paging.after", next: "after" },
      },
    });
    expect(JSON.parse(at.asked[1]?.body ?? "")).toEqual({
      filter: { active: true, size: 5 },
      paging: { after: "x" },
    });
  });

  it("fails when fewer records come than the API says it has", async () => {
    const at = await api(() => ({ items: things(1, 2), total: 3 }));
    const error = await failure(at.url, { table: { total: "total" } });
    expect(error.message).toContain("says it has 3 records and sent 2");
  });

  it.each([
    ["{}", undefined, /neither an array nor/],
    ['{"a":{}}', "a.items", /no records at "a.items"/],
    ['{"a":[],"b":[]}', undefined, /exactly one array/],
  ])("names the place where records were looked for in %s", async (body, records, message) => {
    const at = await api(() => body);
    expect((await failure(at.url, { table: { records } })).message).toMatch(message);
  });
});

describe("pages that never end", () => {
  it("refuses a page that comes twice after asking once more", async () => {
    const at = await api(() => things(1, 3));
    const error = await failure(at.url, { table: { pagination: { type: "page" } } });
    expect(error.code).toBe("INGEST_HTTP_LOOP");
    expect(at.asked.map(({ query }) => query["page"])).toEqual(["1", "2", "2"]);
  });

  it("goes on when the second answer is another page", async () => {
    const at = await api((_, __, count) =>
      count <= 2 ? things(1, 3) : count === 3 ? things(4, 5) : [],
    );
    const { lines } = await extract(at.url, { table: { pagination: { type: "page" } } });
    expect(ids(lines)).toEqual([1, 2, 3, 4, 5]);
  });

  it("refuses a cursor that comes again", async () => {
    const at = await api((_, __, count) => ({
      items: things(count, count),
      next: count % 2 === 0 ? "a" : "b",
    }));
    const error = await failure(at.url, {
      table: { pagination: { type: "cursor", next: "next" } },
    });
    expect(error.code).toBe("INGEST_HTTP_LOOP");
  });

  it("stops at max_pages", async () => {
    const at = await api((_, __, count) => things(count, count));
    const error = await failure(at.url, {
      table: { pagination: { type: "page", max_pages: 5 } },
    });
    expect(error).toMatchObject({ code: "INGEST_HTTP_LOOP" });
    expect(at.asked.length).toBe(5);
  });

  it("keeps a record once where pages overlap and a key is known", async () => {
    const at = await api(({ query }) => {
      const page = Number(query["page"]);
      return page > 3 ? [] : things(page * 2 - 1, page * 2 + 1);
    });
    const table = { pagination: { type: "page" } };
    const keyed = await extract(at.url, { table: { ...table, primary_key: "id" } });
    expect(ids(keyed.lines)).toEqual(upTo7);
    expect(keyed.pieces[0]?.state).toEqual({ twice: 2 });
    expect(ids((await extract(at.url, { table })).lines).length).toBe(9);
  });
});

describe("failures that pass", () => {
  it("waits as Retry-After says, in seconds or until a date", async () => {
    const at = await api((_, response, count) => {
      if (count > 2) return things(1, 1);
      response.statusCode = count === 1 ? 429 : 503;
      response.setHeader("retry-after", count === 1 ? "7" : "Wed, 01 May 2024 10:01:07 GMT");
      return {};
    });
    const { lines, time } = await extract(at.url);
    expect(ids(lines)).toEqual([1]);
    expect(time.slept).toEqual([7_000, 60_000]);
  });

  it.each([
    ["5", 5_000],
    ["Wed, 01 May 2024 10:00:03 GMT", 3_000],
    ["Wed, 01 May 2020 10:00:00 GMT", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("reads Retry-After: %s", (header, ms) => {
    expect(retryAfterMs(header, Date.parse("2024-05-01T10:00:00Z"))).toBe(ms);
  });

  it("doubles its waits, a random part of each", async () => {
    const at = await api((_, response, count) => {
      if (count === 5) return things(1, 1);
      response.statusCode = 500;
      return {};
    });
    expect((await extract(at.url)).time.slept).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])("tries again after status %i", async (status) => {
    const at = await api((_, response, count) => {
      if (count === 1) response.statusCode = status;
      return things(1, 1);
    });
    expect(ids((await extract(at.url)).lines)).toEqual([1]);
  });

  it.each<[string, Parameters<typeof api>[0]]>([
    ["invalid JSON", () => '[{"id":1},{"id":'],
    ["HTML", () => "<html>Bad gateway</html>"],
    ["an empty body", () => ""],
    [
      "half a body",
      (_, response) => {
        response.setHeader("content-length", "100");
        response.write('[{"id":1}');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    [
      "half a chunked body that is whole JSON",
      (_, response) => {
        response.write('[{"id":1}]');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    [
      "half a gzip",
      (_, response) => {
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync(JSON.stringify(things(1, 50))).subarray(0, 40));
      },
    ],
    ["a reset connection", (_, response) => void response.socket?.resetAndDestroy()],
    [
      "bytes that are not UTF-8",
      (_, response) => void response.end(Buffer.from([0x22, 0xff, 0x22])),
    ],
    ["no answer", () => undefined],
  ])("tries again after %s", async (_, answer) => {
    const at = await api((asked, response, count) =>
      count === 1 ? answer(asked, response, count) : things(1, 2),
    );
    const { lines } = await extract(at.url, { source: { timeout: "300ms" } });
    expect(ids(lines)).toEqual([1, 2]);
    expect(at.asked.length).toBe(2);
  });

  it("gives up after the configured attempts", async () => {
    const at = await api((_, response) => {
      response.statusCode = 502;
      return "upstream is down";
    });
    const error = await failure(at.url, { source: { retries: 2 } });
    expect(error.code).toBe("INGEST_HTTP_FAILED");
    expect(error.message).toContain("failed 3 times: status 502, upstream is down");
  });

  it.each<[string, Parameters<typeof api>[0], string]>([
    ["a page for people", () => "<html>Back at noon</html>", ": <html>Back at noon</html>"],
    [
      "a connection that ends in a body",
      (_, response) => {
        response.setHeader("content-length", "100");
        response.write('[{"id":1}');
        setTimeout(() => response.destroy(), 10);
        return undefined;
      },
      "the response ends in the middle",
    ],
  ])("says what came instead of records: %s", async (_, answer, said) => {
    const at = await api(answer);
    const error = await failure(at.url, { source: { retries: 1 } });
    expect(error.message).toContain(said);
  });

  it("gives up when it would have to wait longer than allowed", async () => {
    const at = await api((_, response) => {
      response.statusCode = 429;
      response.setHeader("retry-after", "3600");
      return {};
    });
    const error = await failure(at.url);
    expect(error.hint).toContain("3600 s");
    expect(at.asked.length).toBe(1);
  });

  it("fails at once with status and body of another refusal", async () => {
    const at = await api((_, response) => {
      response.statusCode = 422;
      return '{"error":\n "no such field"}';
    });
    const error = await failure(at.url, { table: { params: { fields: "nmae" } } });
    expect(error.message).toBe(`GET ${at.url}/things?fields=*** is answered with status 422.`);
    expect(error.details).toEqual(['{"error": "no such field"}']);
    expect(at.asked.length).toBe(1);
  });

  it("unpacks gzip and bounds what it takes in", async () => {
    const big = `[${'{"id":1,"pad":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},'.repeat(40_000)}{"id":2}]`;
    const at = await api((_, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync(big));
    });
    expect((await extract(at.url)).lines.length).toBe(40_001);
    const error = await failure(at.url, { source: { max_response_mb: 1 } });
    expect(error.message).toContain("larger than 1 MiB");
  });

  it("keeps to its rate", async () => {
    const at = await api((_, __, count) => (count > 5 ? [] : things(count, count)));
    const { time } = await extract(at.url, {
      source: { rate_limit: { requests: 2, per: "10s" } },
      table: { pagination: { type: "page" } },
    });
    expect(time.slept).toEqual([5_000, 5_000, 5_000, 5_000]);
  });
});

describe("exactness", () => {
  it("keeps numbers, escapes and nested values as received", async () => {
    const body = `[ {"id" : 900719925474099,\n\t"a":0.1, "b":1e40, "c":"\\u4e2d\\n\\"", "d":{"x":[1.50]}} ]`;
    const exact = '[{"id":9007199254740993,"a":-0.10,"b":1e400,"c":{"x":[1.50, null]}}]';
    const at = await api((_, __, count) => (count === 1 ? body : exact));
    expect((await extract(at.url)).lines).toEqual([
      '{"id" : 900719925474099, "a":0.1, "b":1e40, "c":"\\u4e2d\\n\\"", "d":{"x":[1.50]}}',
    ]);
    expect((await extract(at.url)).lines).toEqual([
      '{"id":9007199254740993,"a":-0.10,"b":"1e400","c":{"x":[1.50,null]}}',
    ]);
  });

  it("quotes numbers that floating point would round", async () => {
    const at = await api(
      () =>
        '[{"a":0.12345678901234567890,"b":123456789012345678901234567890,"c":[-1234567.89012345671],"d":0.1000000000000000000,"e":1e-400}]',
    );
    expect((await extract(at.url)).lines).toEqual([
      '{"a":"0.12345678901234567890","b":"123456789012345678901234567890","c":["-1234567.89012345671"],"d":0.1000000000000000000,"e":"1e-400"}',
    ]);
  });

  it("counts rows and sums numbers exactly", async () => {
    const at = await api(
      () =>
        '[{"id":9007199254740993,"a":0.1,"m":1,"n":null},{"id":9007199254740993,"a":0.2,"m":"x","n":null},{"a":1e1}]',
    );
    expect((await extract(at.url)).pieces[0]?.controls).toEqual({
      rows: 3,
      sums: { id: "18014398509481986", a: "10.3" },
    });
  });
});

describe("what is sent", () => {
  it.each([
    [{ bearer: "tok-1" }, "authorization", "Bearer tok-1"],
    [{ basic: { user: "u", password: "p:w" } }, "authorization", "Basic dTpwOnc="],
    [{ api_key: { header: "X-Api-Key", value: "k" } }, "x-api-key", "k"],
  ])("authenticates by %j", async (auth, header, value) => {
    const at = await api(() => []);
    await extract(at.url, { source: { auth, headers: { "X-Tenant": "acme" } } });
    expect(at.asked[0]?.headers[header]).toBe(value);
    expect(at.asked[0]?.headers["x-tenant"]).toBe("acme");
  });

  it("authenticates by a query parameter that the state does not hold", async () => {
    const at = await api(({ query }) => ({
      items: things(Number(query["p"] ?? 0), Number(query["p"] ?? 0)),
      next:
        query["p"] === "2"
          ? null
          : `/things?p=${query["p"] === undefined ? "1" : "2"}&key=sesame-9`,
    }));
    const { pieces } = await extract(at.url, {
      source: { auth: { api_key: { query: "key", value: "sesame-9" } } },
      table: { mode: "merge", primary_key: "id", pagination: { type: "next_url" } },
      chunkRows: 1,
    });
    expect(at.asked.map(({ query }) => query["key"])).toEqual(["sesame-9", "sesame-9", "sesame-9"]);
    expect(JSON.stringify(pieces.map(({ state }) => state))).not.toContain("sesame");
  });

  it("shows no secret in errors", async () => {
    const secrets = ["tok-secret-1", "hdr-secret-2", "prm-secret-3"];
    const at = await api((_, response) => {
      response.statusCode = 400;
      return { youSent: secrets };
    });
    const error = await failure(at.url, {
      source: { auth: { bearer: secrets[0] }, headers: { "x-k": secrets[1] } },
      table: { path: "/things/tok-secret-1", params: { token: secrets[2] } },
    });
    const shown = JSON.stringify([error.message, error.hint, error.details, String(error.cause)]);
    for (const secret of secrets) expect(shown).not.toContain(secret);
    expect(shown).toContain("***");
  });

  it("reads a secret from a file", async () => {
    const at = await api(() => []);
    const error = await failure(at.url, { source: { auth: { bearer: { file: "/no/such" } } } });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain("/no/such");
  });

  it("drops credentials when redirected elsewhere, and keeps them at home", async () => {
    const other = await api(() => things(1, 1));
    const at = await api(({ path }, response) => {
      response.statusCode = 302;
      response.setHeader("location", path === "/things" ? "/step" : `${other.url}/away`);
      response.end();
    });
    await extract(at.url, { source: { auth: { bearer: "tok" }, headers: { "x-k": "v" } } });
    expect(at.asked[1]?.headers.authorization).toBe("Bearer tok");
    expect(other.asked[0]?.headers.authorization).toBeUndefined();
    expect(other.asked[0]?.headers["x-k"]).toBeUndefined();
  });

  it("sends no credentials to a next address elsewhere", async () => {
    const other = await api(() => ({ items: things(2, 2) }));
    const at = await api(() => ({ items: things(1, 1), next: `${other.url}/x` }));
    await extract(at.url, {
      source: { auth: { bearer: "tok" } },
      table: { pagination: { type: "next_url" } },
    });
    expect(other.asked[0]?.headers.authorization).toBeUndefined();
  });
});

describe("addresses", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["0.0.0.0", "this network"],
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["169.254.169.254", "link-local"],
    ["100.64.0.1", "carrier-grade NAT"],
    ["198.18.0.1", "benchmarking"],
    ["224.0.0.1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["fd00::1", "unique local"],
    ["fe80::1%eth0", "link-local"],
    ["ff02::1", "multicast"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:a9fe:a9fe", "link-local"],
    ["64:ff9b::10.0.0.1", "private"],
    ["::127.0.0.1", "not global"],
    ["2002:7f00:1::", "6to4"],
    ["2001::1", "reserved"],
    ["localhost", "not an address"],
  ])("refuses %s", (address, why) => {
    expect(refusedAddress(address)).toBe(why);
  });

  it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "takes %s",
    (address) => {
      expect(refusedAddress(address)).toBeUndefined();
    },
  );

  it.each([
    "http://127.0.0.1",
    "http://2130706433",
    "http://0177.0.0.1",
    "http://0x7f.1",
    "http://127.1",
    "http://[::1]",
    "http://[::ffff:127.0.0.1]",
    "http://169.254.169.254",
    "http://0",
  ])("sends nothing to %s", async (host) => {
    const at = await api(() => []);
    const error = await failure(`${host}:${String(at.port)}`, { source: { allow_hosts: [] } });
    expect(error.code).toBe("INGEST_HTTP_REFUSED");
    expect(at.asked).toEqual([]);
  });

  it("refuses a name when any of its addresses is private", async () => {
    const at = await api(() => []);
    const time = fakeTime({ "crm.test": ["8.8.8.8", "10.0.0.7"] });
    const error = await failure(`http://crm.test:${String(at.port)}`, { time });
    expect(error.message).toContain("10.0.0.7 is private");
    expect(error.hint).toContain("crm.test");
  });

  it("connects to the address it checked, asking for it once", async () => {
    const at = await api(() => things(1, 1));
    const time = fakeTime();
    let asked = 0;
    const lookup = time.lookup;
    time.lookup = (host) => lookup(`${host}${String((asked += 1))}`);
    const source = { allow_hosts: ["crm.test"] };
    await extract(`http://crm.test:${String(at.port)}`, { time, source });
    expect(asked).toBe(1);
    expect(at.asked[0]?.headers.host).toBe(`crm.test:${String(at.port)}`);
  });

  it.each(["http://10.0.0.1/x", "http://[fd00::1]/", "file:///etc/passwd", "ftp://a/"])(
    "does not follow a redirect to %s",
    async (location) => {
      const at = await api((_, response) => {
        response.statusCode = 302;
        response.setHeader("location", location);
        response.end();
      });
      expect((await failure(at.url)).code).toBe("INGEST_HTTP_REFUSED");
    },
  );

  it("does not follow a next address into a private network", async () => {
    const at = await api(() => ({ items: things(1, 1), next: "http://192.168.0.1/secret" }));
    const error = await failure(at.url, { table: { pagination: { type: "next_url" } } });
    expect(error.code).toBe("INGEST_HTTP_REFUSED");
  });

  it("ends redirects that go round", async () => {
    const at = await api((_, response) => {
      response.statusCode = 301;
      response.setHeader("location", "/things");
      response.end();
    });
    expect((await failure(at.url)).message).toContain("again and again");
  });
});

describe("runs after the first", () => {
  const changing = { cursor: "at", primary_key: "id", incremental: { param: "since" } };

  it("continue behind the last committed piece", async () => {
    const at = await api(({ query }) => {
      const page = Number(query["page"]);
      return page > 4 ? [] : things(page * 2 - 1, page * 2);
    });
    const options = { table: { pagination: { type: "page" } }, chunkRows: 2 };
    const cut = await extract(at.url, { ...options, stopAfter: 2 });
    expect(cut.pieces.map(({ file }) => file)).toEqual(["t page 1-1", "t page 2-2"]);
    const state = cut.pieces[1]?.state ?? {};
    const rest = await extract(at.url, { ...options, state });
    expect(ids([...cut.lines, ...rest.lines])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(rest.pieces[0]?.file).toBe("t page 3-3");
    expect(rest.pieces.at(-1)?.state).toEqual({});
  });

  it("begin anew where the API knows the cursor no more and rows have a key", async () => {
    let session = "a";
    const at = await api(({ query }, response) => {
      const [of, from] = (query["cursor"] ?? `${session}:0`).split(":").map(String);
      if (of !== session) response.statusCode = 410;
      const start = Number(from);
      const next = start === 4 ? null : `${session}:${String(start + 2)}`;
      return { items: things(start + 1, start + 2), next };
    });
    const options = {
      table: { mode: "merge", primary_key: "id", pagination: { type: "cursor", next: "next" } },
      chunkRows: 2,
    };
    const cut = await extract(at.url, { ...options, stopAfter: 1 });
    const state = cut.pieces[0]?.state ?? {};
    expect(ids((await extract(at.url, { ...options, state })).lines)).toEqual([3, 4, 5, 6]);
    session = "b";
    const anew = await extract(at.url, { ...options, state });
    expect(ids(anew.lines)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("ask for what changed since the greatest value seen", async () => {
    const at = await api(({ query }) =>
      query["since"] === undefined
        ? [
            { id: 1, at: "2024-03-02T00:00:00Z" },
            { id: 2, at: "2024-03-02T10:00:00+09:00" },
            { id: 3, at: null },
          ]
        : [{ id: 4, at: "2024-03-03T00:00:00Z" }],
    );
    const first = await extract(at.url, { table: changing });
    expect(first.pieces[0]?.coverage).toBe("full");
    const state = first.pieces[0]?.state ?? {};
    const second = await extract(at.url, { table: { ...changing, lag: "1h" }, state });
    expect(at.asked[1]?.query["since"]).toBe("2024-03-02T09:00:00+09:00");
    expect(second.pieces[0]).toMatchObject({
      file: "t since 2024-03-02T09:00:00+09:00 page 1-1",
      coverage: "increment",
    });
    expect(second.pieces[0]?.state).toMatchObject({ mark: { value: "2024-03-03T00:00:00Z" } });
  });

  it("leave out what comes again at the mark, and yield nothing when nothing is new", async () => {
    const records = [
      { id: 1, at: "2024-03-01" },
      { id: 2, at: "2024-03-02" },
    ];
    const at = await api(({ query }) =>
      records.filter((record) => record.at >= (query["since"] ?? "")),
    );
    const table = { cursor: "at", incremental: { param: "since" } };
    const first = await extract(at.url, { table });
    const state = first.pieces[0]?.state ?? {};
    expect((await extract(at.url, { table, state })).pieces).toEqual([]);
    records.push({ id: 3, at: "2024-03-02" });
    const third = await extract(at.url, { table, state });
    expect(ids(third.lines)).toEqual([3]);
    const last = third.pieces[0]?.state ?? {};
    expect((await extract(at.url, { table, state: last })).pieces).toEqual([]);
  });

  it("do not take a value far in the future for the mark", async () => {
    const at = await api(() => [
      { id: 1, at: "2024-03-01" },
      { id: 2, at: "2999-01-01" },
    ]);
    const { pieces } = await extract(at.url, { table: changing });
    expect(pieces[0]?.state).toMatchObject({ mark: { value: "2024-03-01" } });
  });

  it.each([
    ["number", "lag", undefined, 9, 10, "10"],
    ["unix", "lag", "1m", 1_714_000_000, 1_714_000_060, "1714000000"],
    ["unix_ms", "lag", "1s", 1_714_000_000_000, 1_714_000_001_000, "1714000000000"],
    ["date", "lag", "1d", "2024-02-28T01:00:00Z", "2024-03-01T09:00:00Z", "2024-02-29"],
    ["text", "lag", undefined, "a", "b", "b"],
  ])("send the mark as %s", async (format, _, lag, low, high, sent) => {
    const at = await api(() => [
      { id: 1, at: high },
      { id: 2, at: low },
    ]);
    const table = { ...changing, incremental: { param: "since", format }, lag };
    const first = await extract(at.url, { table });
    await extract(at.url, { table, state: first.pieces[0]?.state ?? {} });
    expect(at.asked[1]?.query["since"]).toBe(sent);
  });

  it("name a cursor value that is none", async () => {
    const at = await api(() => [{ id: 1, at: "yesterday" }]);
    expect((await failure(at.url, { table: changing })).message).toContain('"yesterday"');
  });
});

describe("discovery", () => {
  it("finds columns, types and key on the first page", async () => {
    const at = await api(
      () =>
        '[{"id":1,"name":"x","amount":1.5,"updated_at":"2024-01-01T00:00:00Z","day":"2024-01-01","tags":[],"ok":true,"none":null},' +
        '{"id":2,"name":null,"amount":2,"updated_at":"2024-01-02T00:00:00Z","day":"2024-01-02"}]',
    );
    expect(await sourceOver(at.url).discover()).toEqual([
      {
        name: "t",
        columns: [
          { name: "id", type: "BIGINT" },
          { name: "name", type: "VARCHAR" },
          { name: "amount", type: "DECIMAL(18,4)" },
          { name: "updated_at", type: "TIMESTAMP" },
          { name: "day", type: "DATE" },
          { name: "tags", type: "JSON" },
          { name: "ok", type: "BOOLEAN" },
          { name: "none", type: "VARCHAR" },
        ],
        primaryKey: ["id"],
        suggested: { mode: "replace" },
      },
    ]);
  });
});

describe("configuration", () => {
  const base = { type: "http", base_url: "https://api.test" };
  it.each([
    [{ ...base, base_url: "ftp://x", tables: { t: { path: "/" } } }, "base_url"],
    [{ ...base, base_url: "https://u:p@x", tables: { t: { path: "/" } } }, "base_url"],
    [
      {
        ...base,
        auth: { bearer: "a", basic: { user: "u", password: "p" } },
        tables: { t: { path: "/" } },
      },
      "auth",
    ],
    [{ ...base, auth: { api_key: { value: "v" } }, tables: { t: { path: "/" } } }, "auth.api_key"],
    [{ ...base, tables: { t: { path: "/", cursor: "x" } } }, "tables.t.cursor"],
    [
      { ...base, tables: { t: { path: "/", incremental: { param: "x" } } } },
      "tables.t.incremental",
    ],
    [{ ...base, tables: { t: { path: "/", mode: "append" } } }, "tables.t.mode"],
    [{ ...base, tables: {} }, "tables"],
  ])("refuses %j", (source, path) => {
    const parsed = httpSchema.safeParse(source);
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it.each([
    [{}, "replace"],
    [{ cursor: "at", incremental: { param: "since" } }, "append"],
    [{ cursor: "at", incremental: { param: "since" }, primary_key: "id" }, "merge"],
  ])("chooses the mode that keeps rows single for %j", (table, mode) => {
    const parsed = httpSchema.parse({ ...base, tables: { t: { path: "/", ...table } } });
    expect(parsed.tables["t"]?.mode).toBe(mode);
  });

  it("takes the examples of the documentation", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/ingestion.md"), "utf8");
    const section = page.split(/^## HTTP APIs$/m)[1]?.split(/^## /m)[0] ?? "";
    const examples = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(
      ([, text = ""]) => parse(text) as { sources: Record<string, unknown> },
    );
    expect(examples.length).toBe(2);
    for (const { sources } of examples) {
      for (const source of Object.values(sources)) {
        expect(httpSchema.safeParse(source).error).toBeUndefined();
      }
    }
  });
});
