import type { RequestHandler } from "express";
import { z } from "zod";
import { pinOf } from "../version-pin.js";
import type { AccessControl } from "./access-control.js";
import { OPEN_KEY } from "./grant.js";

const named = z.looseObject({ name: z.string() });

const metaAnswer = z.looseObject({
  cubes: z.array(
    z.looseObject({
      name: z.string(),
      measures: z.array(named).default([]),
      dimensions: z.array(named).default([]),
      segments: z.array(named).default([]),
    }),
  ),
});

/** Leaves out of `/meta` what the asker may not ask for: members, and views without any. */
export function metaFilter(access: Pick<AccessControl, "deniedMembers">): RequestHandler {
  return async (request, response, next) => {
    const { asker, lease } = pinOf(request);
    if (asker.policy.key === OPEN_KEY || !/\/meta\/?$/.test(request.path)) {
      next();
      return;
    }
    const denied = await access.deniedMembers(lease.reader, asker.policy);
    const send = response.json.bind(response);
    response.json = (body: unknown) => send(withoutDenied(body, denied));
    next();
  };
}

function withoutDenied(body: unknown, denied: ReadonlySet<string>): unknown {
  const parsed = metaAnswer.safeParse(body);
  if (!parsed.success) return body;
  const cubes = parsed.data.cubes.flatMap((cube) => {
    const given = (members: readonly { name: string }[]) =>
      members.filter(({ name }) => !denied.has(name));
    const [measures, dimensions] = [given(cube.measures), given(cube.dimensions)];
    if (measures.length + dimensions.length === 0) return [];
    return [{ ...cube, measures, dimensions, segments: given(cube.segments) }];
  });
  return withoutNames({ ...parsed.data, cubes }, denied);
}

/** Hierarchies, folders and drill members name members too: as texts of lists. */
function withoutNames(value: unknown, denied: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item) => typeof item !== "string" || !denied.has(item))
      .map((item) => withoutNames(item, denied));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutNames(inner, denied)]),
  );
}
