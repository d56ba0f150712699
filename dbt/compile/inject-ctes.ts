/** An ephemeral model as the CTE that stands for it. */
export interface EphemeralCte {
  id: string;
  name: string;
  sql: string;
}

const LEADING_BLANKS_AND_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/** One definition of a WITH. */
export function cteText({ name, sql }: EphemeralCte): string {
  return `${name} as (\n${sql}\n)`;
}

/** Puts `ctes` in front of the query's own: after its WITH, or after a new one. */
export function injectCtes(sql: string, ctes: readonly EphemeralCte[]): string {
  if (ctes.length === 0) return sql;
  const injected = ctes.map(cteText).join(", ");
  const lead = LEADING_BLANKS_AND_COMMENTS.exec(sql)?.[0] ?? "";
  const rest = sql.slice(lead.length);
  const opening = /^with(?:\s+recursive)?\b/i.exec(rest)?.[0];
  if (opening === undefined) return `${lead}with ${injected} ${rest}`;
  return `${lead}${opening} ${injected}, ${rest.slice(opening.length).trimStart()}`;
}
