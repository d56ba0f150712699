import { type Context, packageContext } from "../context/base-context.js";
import { GranaryError } from "../../warehouse/errors.js";
import { templateFault } from "../faults.js";
import { str } from "../jinja/text.js";
import type { ColumnDoc, DocBlock } from "../manifest.js";
import { suggestion } from "../nearest.js";
import { filesUnder } from "../project/files.js";
import type { PackageContent, ParseSession } from "./parse-session.js";
import { readText } from "../project/read-text.js";

/** A block is a template that knows no names: raw text and comments are taken out. */
async function contentsOf(
  session: ParseSession,
  body: string,
  origin: { file: string; packageName: string },
): Promise<string> {
  if (!/\{[{%#]/.test(body)) return body;
  try {
    return await session.host.environment.render(body, {}, origin);
  } catch (error) {
    session.faults.push(templateFault("docs", origin.file, error));
    return body;
  }
}

/** Gathers the `{% docs %}` blocks of a package's Markdown files. */
export async function parseDocs(
  session: ParseSession,
  { package: { name: packageName, root, project } }: PackageContent,
): Promise<void> {
  for (const { path, relativePath } of filesUnder(root, project.docsPaths, [".md"])) {
    const text = readText(root, path);
    if (!/\{%-?\s*docs\b/.test(text)) continue;
    let blocks;
    try {
      blocks = session.host.environment.parseBlocks(text, { file: path });
    } catch (error) {
      session.faults.push(templateFault("docs", path, error));
      continue;
    }
    const origin = { file: path, packageName };
    for (const { kind, name, body } of blocks) {
      if (kind !== "docs") continue;
      const uniqueId = `doc.${packageName}.${name}`;
      const other = session.docs.get(uniqueId);
      if (other !== undefined) {
        throw new GranaryError("DBT_PROJECT_INVALID", {
          message: `Two doc blocks are called ${name}: in ${other.originalFilePath} and in ${path}.`,
          hint: "Rename one of them.",
        });
      }
      session.docs.set(uniqueId, {
        uniqueId,
        name,
        packageName,
        path: relativePath,
        originalFilePath: path,
        blockContents: (await contentsOf(session, body, origin)).trim(),
      });
    }
  }
}

function findBlock(session: ParseSession, packageName: string, args: readonly unknown[]): DocBlock {
  const [first, second] = args.map((arg) => (typeof arg === "string" ? arg : ""));
  const name = second ?? first ?? "";
  const owners =
    second === undefined
      ? [packageName, session.host.project.name, ...session.contents.map((one) => one.package.name)]
      : [first ?? ""];
  for (const owner of owners) {
    const found = session.docs.get(`doc.${owner}.${name}`);
    if (found !== undefined) return found;
  }
  const known = [...session.docs.values()].map((block) => block.name);
  throw new Error(`doc('${name}') does not exist.${suggestion(name, known)}`);
}

interface Described {
  name: string;
  packageName: string;
  originalFilePath: string;
  patchPath?: string | null;
  description: string;
  docBlocks?: readonly string[];
  columns?: ReadonlyMap<string, ColumnDoc>;
  /** Of the whole source, where a table of one is described. */
  sourceDescription?: string;
}

interface Description {
  text: string;
  blocks: readonly string[];
}

async function render(
  session: ParseSession,
  owner: Described,
  text: string,
  context: Context,
  blocks: Set<string>,
): Promise<Description> {
  if (!text.includes("{{") && !text.includes("{%")) return { text, blocks: [] };
  blocks.clear();
  const file = owner.patchPath ?? owner.originalFilePath;
  const origin = { file, packageName: owner.packageName };
  try {
    const rendered = await session.host.environment.render(text, context, origin);
    return { text: rendered, blocks: [...blocks] };
  } catch (error) {
    session.faults.push(templateFault(owner.name, file, error));
    return { text, blocks: [] };
  }
}

function needsDocs(owner: Described): boolean {
  const texts = [
    owner.description,
    owner.sourceDescription ?? "",
    ...[...(owner.columns?.values() ?? [])].map((c) => c.description),
  ];
  return texts.some((text) => text.includes("{"));
}

/** Renders descriptions, which may show doc blocks, of whatever has them. */
export async function describe(session: ParseSession, owners: Iterable<Described>): Promise<void> {
  for (const owner of owners) {
    if (!needsDocs(owner)) continue;
    const { host } = session;
    const blocks = new Set<string>();
    const context = Object.create(packageContext(host, owner.packageName)) as Context;
    context["doc"] = (args) => {
      const block = findBlock(session, owner.packageName, args.map(str));
      blocks.add(block.uniqueId);
      return block.blockContents;
    };
    const own = await render(session, owner, owner.description, context, blocks);
    owner.description = own.text;
    if (owner.docBlocks !== undefined) owner.docBlocks = own.blocks;
    const { sourceDescription } = owner;
    if (sourceDescription !== undefined) {
      const whole = await render(session, owner, sourceDescription, context, blocks);
      owner.sourceDescription = whole.text;
    }
    for (const column of owner.columns?.values() ?? []) {
      const described = await render(session, owner, column.description, context, blocks);
      column.description = described.text;
      column.docBlocks = described.blocks;
    }
  }
}
