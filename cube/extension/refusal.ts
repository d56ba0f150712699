import { GranaryError } from "../../warehouse/errors.js";

/**
 * @param place where in the query, as "topN.by"
 * @throws GranaryError QUERY_INVALID always
 */
export function refuse(place: string, message: string): never {
  throw new GranaryError("QUERY_INVALID", {
    message: `${place}: ${message}`,
    hint: "docs/semantic-queries.md shows every key with an example.",
  });
}
