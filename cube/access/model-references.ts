/** The parts of Cube's compiled definitions that say which columns a member is made from. */
interface CubeDefinition {
  readonly sqlTable?: SqlSource;
  readonly sql?: SqlSource;
  readonly joins?: readonly { name: string; sql: SqlSource }[];
  readonly measures?: Readonly<Record<string, MemberDefinition>>;
  readonly dimensions?: Readonly<Record<string, MemberDefinition>>;
  readonly segments?: Readonly<Record<string, MemberDefinition>>;
}

interface MemberDefinition {
  readonly sql?: SqlSource;
  readonly filters?: readonly { sql: SqlSource }[];
}

/** A function over the names its template mentions; only its text is read. */
type SqlSource = (...names: never[]) => unknown;

export type ModelDefinitions = Readonly<Record<string, CubeDefinition>>;

/** What a member needs: tables, columns of them, and words that are columns if its table has any of that name. */
export interface References {
  readonly tables: ReadonlySet<string>;
  /** "schema.table.column". */
  readonly columns: ReadonlySet<string>;
  /** The same, of names that stand in the SQL without a table. */
  readonly words: ReadonlySet<string>;
}

interface Found {
  tables: Set<string>;
  columns: Set<string>;
  words: Set<string>;
  visited: Set<string>;
}

/** They are the same for all versions and policies. */
const remembered = new WeakMap<ModelDefinitions, Map<string, References | null>>();

const PLACEHOLDER = /\$\{([^}]*)\}(?:\s*\.\s*"?(\w+)"?)?/g;
const TABLE = /^\s*(\w+)\.(\w+)\s*$/;

/**
 * What a view's member needs, from the model's own definitions; null where the model writes it in a way that is not
 * understood here, so that the engine must be asked.
 */
export function referencesOf(
  definitions: ModelDefinitions,
  view: string,
  member: string,
): References | null {
  const known = remembered.get(definitions) ?? new Map<string, References | null>();
  remembered.set(definitions, known);
  const name = `${view}.${member}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const references = findReferences(definitions, view, member);
  known.set(name, references);
  return references;
}

function findReferences(
  definitions: ModelDefinitions,
  view: string,
  member: string,
): References | null {
  const found: Found = {
    tables: new Set(),
    columns: new Set(),
    words: new Set(),
    visited: new Set(),
  };
  return addMember(definitions, view, member, found) ? found : null;
}

function addMember(
  definitions: ModelDefinitions,
  cube: string,
  name: string,
  found: Found,
): boolean {
  if (found.visited.has(`${cube}.${name}`)) return true;
  found.visited.add(`${cube}.${name}`);
  const member = memberOf(definitions[cube], name);
  if (!member || "case" in member || "mask" in member || "multiStage" in member) return false;
  const texts = [member.sql, ...(member.filters ?? []).map(({ sql }) => sql)];
  return texts.every((sql) => sql === undefined || addText(definitions, cube, sql, found));
}

function memberOf(cube: CubeDefinition | undefined, name: string): MemberDefinition | undefined {
  return cube?.measures?.[name] ?? cube?.dimensions?.[name] ?? cube?.segments?.[name];
}

function addText(
  definitions: ModelDefinitions,
  cube: string,
  sql: SqlSource,
  found: Found,
): boolean {
  const text = templateOf(sql);
  if (text === null) return false;
  let understood = addCube(definitions, cube, found);
  for (const [, inner = "", column] of text.matchAll(PLACEHOLDER)) {
    understood &&= addPlaceholder(definitions, cube, inner.split("."), column, found);
  }
  const table = tableOf(definitions[cube]);
  if (table !== null) for (const word of wordsIn(text)) found.words.add(`${table}.${word}`);
  return understood;
}

/** `{CUBE}.column`, `{cube}.column`, `{member}`, `{cube.member}` or `{cube.cube.member}`. */
function addPlaceholder(
  definitions: ModelDefinitions,
  cube: string,
  steps: readonly string[],
  column: string | undefined,
  found: Found,
): boolean {
  let at = cube;
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1 && column === undefined;
    if (isLast && memberOf(definitions[at], step)) return addMember(definitions, at, step, found);
    if (step === "CUBE" || step === at) continue;
    if (definitions[step] === undefined || !addJoin(definitions, at, step, found)) return false;
    at = step;
  }
  return column !== undefined && addColumn(definitions, at, column, found);
}

function addColumn(
  definitions: ModelDefinitions,
  cube: string,
  column: string,
  found: Found,
): boolean {
  const table = tableOf(definitions[cube]);
  if (table !== null) found.columns.add(`${table}.${column}`);
  // What a query names itself is judged with the query; what it passes on is the table's.
  for (const { tables, text } of branchesOf(definitions[cube])) {
    if (text.includes("*")) for (const from of tables) found.words.add(`${from}.${column}`);
  }
  return addCube(definitions, cube, found);
}

function addJoin(definitions: ModelDefinitions, from: string, to: string, found: Found): boolean {
  if (!addCube(definitions, to, found)) return false;
  const cube = definitions[from];
  // A view begins its paths at a cube, without a join.
  if (cube?.sqlTable === undefined && cube?.sql === undefined) return true;
  const key = `${from} joins ${to}`;
  if (found.visited.has(key)) return true;
  found.visited.add(key);
  const join = cube.joins?.find(({ name }) => name === to);
  return join !== undefined && addText(definitions, from, join.sql, found);
}

/** A cube stands for a table, or for a query over some; a view for neither. */
function addCube(definitions: ModelDefinitions, cube: string, found: Found): boolean {
  const definition = definitions[cube];
  const table = tableOf(definition);
  if (table !== null) found.tables.add(table);
  if (definition?.sql === undefined) return definition !== undefined;
  for (const { tables, text } of branchesOf(definition)) {
    if (tables.length === 0 || text.includes("${")) return false;
    for (const from of tables) {
      found.tables.add(from);
      for (const word of wordsIn(text)) found.words.add(`${from}.${word}`);
    }
  }
  return true;
}

/** The parts of a cube's query, each with the tables it reads. */
function branchesOf(definition: CubeDefinition | undefined): { tables: string[]; text: string }[] {
  const query = definition?.sql === undefined ? null : templateOf(definition.sql);
  if (query === null) return [];
  return query.split(/\bunion\b/i).map((text) => ({
    text,
    tables: [...text.matchAll(/\b(?:from|join)\s+(\w+\.\w+)/gi)].map(([, table = ""]) => table),
  }));
}

/** Names in SQL, texts in quotes aside. */
function wordsIn(sql: string): string[] {
  const bare = sql.replace(PLACEHOLDER, " ").replace(/'(?:[^']|'')*'/g, " ");
  return [...bare.matchAll(/\b[A-Za-z_]\w*/g)].map(([word]) => word);
}

function tableOf(definition: CubeDefinition | undefined): string | null {
  const text = definition?.sqlTable === undefined ? null : templateOf(definition.sqlTable);
  const [, schema, table] = TABLE.exec(text ?? "") ?? [];
  return schema === undefined || table === undefined ? null : `${schema}.${table}`;
}

/** The template between the backticks of a definition's function. */
function templateOf(sql: SqlSource): string | null {
  return /`([^]*)`/.exec(String(sql))?.[1] ?? null;
}
