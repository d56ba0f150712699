import { type Grant, OPEN_GRANT, policyOf } from "../../cube/access/grant.js";
import type { Asker } from "../../cube/asking.js";
import { type AccessConfig, ADMIN_ROLE, type RoleConfig } from "../../warehouse/config-access.js";
import type { Rights } from "./people.js";

/** Whoever a request comes from. */
export interface Identity {
  readonly asker: Asker;
  /** By what the request is known; "local" and "link" are nobody in particular. */
  readonly by: "local" | "link" | "user" | "token" | "provider";
  /** Boards the roles name; null for all. */
  readonly boards: ReadonlySet<string> | null;
}

/** Somebody with all rights: this machine's own user, or the bearer of the link printed at the start. */
export function administrator(by: "local" | "link"): Identity {
  return {
    asker: { who: by, roles: [ADMIN_ROLE], policy: policyOf([OPEN_GRANT]) },
    by,
    boards: null,
  };
}

/** @param who name in the audit log */
export function identityOf(
  access: AccessConfig,
  by: Identity["by"],
  who: string,
  rights: Rights,
): Identity {
  const roles = rights.roles.filter(
    (role) => role === ADMIN_ROLE || Object.hasOwn(access.roles, role),
  );
  const configs = roles.flatMap((role) => access.roles[role] ?? []);
  const isAdmin = roles.includes(ADMIN_ROLE);
  const grants = isAdmin ? [OPEN_GRANT] : configs.map((role) => grantOf(role, rights));
  const open = isAdmin || configs.some(({ boards }) => boards === undefined);
  return {
    asker: { who, roles, policy: policyOf(grants) },
    by,
    boards: open ? null : new Set(configs.flatMap(({ boards }) => boards ?? [])),
  };
}

/** A role filled in for one user. A value the user lacks gives nothing: no rows, or a unit nobody has. */
function grantOf(role: RoleConfig, rights: Rights): Grant {
  const { unit, where } = role.rows;
  return {
    unit: unit === undefined ? null : unit === "own" ? (rights.unit ?? "") : unit,
    conditions: where.map(({ tables, column, values, attribute }) => {
      const own = attribute === undefined ? undefined : rights.attributes?.[attribute];
      return {
        tables: tables ?? null,
        column,
        values: values ?? (own === undefined ? [] : [own]),
      };
    }),
    personal: role.personal,
    columns: Object.entries(role.columns).map(([columns, masking]) => ({ columns, masking })),
    views: role.views ?? null,
  };
}
