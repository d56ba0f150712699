import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../warehouse/error-codes.js";

const root = join(import.meta.dirname, "..");

describe("docs/errors.md", () => {
  it("has one section for every error code and no other", () => {
    const page = readFileSync(join(root, "docs", "errors.md"), "utf8");
    const sections = [...page.matchAll(/^## ([A-Z_]+)$/gm)].map((match) => match[1]);
    expect([...sections].sort()).toEqual(Object.keys(ERROR_CODES).sort());
    for (const part of page.split(/^## /m).slice(1)) {
      expect(part.split("\n").slice(1).join("").trim(), part.split("\n")[0]).not.toBe("");
    }
  });
});

describe("the documents", () => {
  it("link only to files that exist", () => {
    const pages = ["README.md", "CONTRIBUTING.md", ...below("docs")].filter((page) =>
      page.endsWith(".md"),
    );
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8");
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => match[1] ?? "")
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`);
    });
    expect(broken).toEqual([]);
  });

  it("keep the README under 120 lines", () => {
    expect(readFileSync(join(root, "README.md"), "utf8").split("\n").length).toBeLessThan(120);
  });

  it("name every room in the README", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const rooms = [
      "warehouse",
      "ingest",
      "dbt",
      "models",
      "mining",
      "cube",
      "schedules",
      "server",
      "dashboards",
      "cli",
      "samples",
      "bench",
      "test",
      "docs",
    ];
    expect(rooms.filter((room) => !readme.includes(`\`${room}/\``))).toEqual([]);
  });
});

function below(dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, encoding: "utf8" }).map((name) =>
    join(dir, name),
  );
}
