import { elements, kindOf, members, valueAt, type Slice } from "../json-text.js";

/**
 * The records of a response. Without a path they are the response itself where it is an array, or else the one array
 * in it. Undefined where there is no such place.
 */
export function recordSlices(
  text: string,
  root: Slice,
  path: string | undefined,
): Slice[] | undefined {
  if (path === undefined) {
    if (kindOf(text, root) === "array") return [...elements(text, root)];
    const arrays = [...members(text, root)].filter(([, at]) => kindOf(text, at) === "array");
    const [only] = arrays;
    return arrays.length === 1 && only !== undefined ? [...elements(text, only[1])] : undefined;
  }
  const at = valueAt(text, root, path);
  if (at === undefined) return undefined;
  const kind = kindOf(text, at);
  if (kind === "array") return [...elements(text, at)];
  if (kind === "null") return [];
  return kind === "object" ? [at] : undefined;
}
