import { GranaryError } from "../../warehouse/errors.js";
import type { Owner } from "../manifest.js";
import { type Dict, dictOf, stringList, stringOr } from "../plain.js";
import type { ParseSession } from "./parse-session.js";

/** `owner:` of a group or exposure. */
export function ownerOf(entry: Dict): Owner {
  const owner = dictOf(entry["owner"]);
  const { name } = owner;
  return { name: typeof name === "string" ? name : null, email: stringList(owner["email"]) };
}

/** Gathers the groups of every package. Throws DBT_PROJECT_INVALID for two of one name. */
export function parseGroups(session: ParseSession): void {
  for (const { properties } of session.contents) {
    for (const { name, entry, file } of properties.groups) {
      const uniqueId = `group.${file.packageName}.${name}`;
      const other = session.groups.find((group) => group.uniqueId === uniqueId);
      if (other !== undefined) {
        throw new GranaryError("DBT_PROJECT_INVALID", {
          message: `Two groups are called ${name}: in ${other.originalFilePath} and in ${file.path}.`,
          hint: "Rename one of them.",
        });
      }
      session.groups.push({
        uniqueId,
        name,
        owner: ownerOf(entry),
        packageName: file.packageName,
        path: file.relativePath,
        originalFilePath: file.path,
        description: stringOr(entry["description"], ""),
        meta: { ...dictOf(entry["meta"]), ...dictOf(dictOf(entry["config"])["meta"]) },
      });
    }
  }
}
