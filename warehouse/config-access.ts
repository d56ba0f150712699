import { join, resolve } from "node:path";
import { z } from "zod";
import { type Secret, secret } from "./config-secret.js";

/** The role that may see and do everything; it is always there and cannot be redefined. */
export const ADMIN_ROLE = "admin";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "lower-case letters, digits and _ only, starting with a letter");

const masking = z.enum(["clear", "last4", "hash", "hidden"]);

const values = z
  .array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .min(1, "at least one value is needed");

const condition = z
  .strictObject({
    column: z.string().min(1),
    values: values.optional(),
    /** The values are those of the user's attribute of this name. */
    attribute: name.optional(),
    tables: z
      .array(z.string().regex(/^[^.\s]+\.[^.\s]+$/, "expected schema.table, * for any"))
      .optional(),
  })
  .refine((one) => (one.values === undefined) !== (one.attribute === undefined), {
    message: "name one of values and attribute",
  });

const role = z.strictObject({
  rows: z
    .strictObject({
      /** "own": the subtree of the user's unit; otherwise a unit's id. All rows unless given. */
      unit: z.string().min(1).optional(),
      where: z.array(condition).default([]),
    })
    .prefault({}),
  /** How columns tagged as personal are shown. */
  personal: masking.default("hidden"),
  columns: z
    .record(
      z.string().regex(/^[^.\s]+\.[^.\s]+\.[^.\s]+$/, "expected schema.table.column, * for any"),
      masking,
    )
    .default({}),
  views: z.array(z.string().min(1)).optional(),
  boards: z.array(z.string().min(1)).optional(),
});

const httpAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:/.test(text), "expected https://…");

/** Keys and tokens must not travel in the open. */
const issuer = httpAddress.refine(
  (text) => /^https:|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(`${text}/`),
  "expected https:// (http:// only on this machine)",
);

const oidc = z.strictObject({
  issuer,
  client_id: z.string().min(1),
  client_secret: secret.optional(),
  /** Where the provider sends the browser back to: this server's address and /sign-in/callback. */
  redirect_uri: httpAddress,
  scopes: z.array(z.string().min(1)).default(["openid", "profile", "email"]),
  name_claim: z.string().min(1).default("preferred_username"),
  role_claim: z.string().min(1).default("groups"),
  /** Roles by value of the claim. */
  roles: z.record(z.string().min(1), name),
  unit_claim: z.string().min(1).optional(),
  /** Claims of the user's other attributes, by attribute. */
  attributes: z.record(name, z.string().min(1)).default({}),
});

export const accessSchema = z
  .strictObject({
    /** auto: for other machines always, on this machine once there are users; always: never without. */
    required: z.enum(["auto", "always"]).default("auto"),
    users_file: z.string().min(1).optional(),
    /** Addresses, or loopback, linklocal, uniquelocal, whose X-Forwarded headers are believed. */
    trusted_proxies: z.array(z.string().min(1)).default([]),
    session: z
      .strictObject({
        hours: z.number().positive().max(720).default(12),
        idle_minutes: z.number().positive().max(43_200).default(60),
      })
      .prefault({}),
    audit: z.strictObject({ keep_days: z.int().min(1).default(400) }).prefault({}),
    roles: z
      .record(name, role)
      .refine((roles) => !Object.hasOwn(roles, ADMIN_ROLE), `the role ${ADMIN_ROLE} is built in`)
      .default({}),
    oidc: oidc.optional(),
  })
  .superRefine((access, context) => {
    const known = new Set([ADMIN_ROLE, ...Object.keys(access.roles)]);
    for (const [claim, given] of Object.entries(access.oidc?.roles ?? {})) {
      if (known.has(given)) continue;
      const path = ["oidc", "roles", claim];
      context.addIssue({ code: "custom", path, message: `there is no role "${given}"` });
    }
  });

type ParsedAccess = z.infer<typeof accessSchema>;

export type RoleConfig = ParsedAccess["roles"][string];

/** An identity provider; see docs/security.md. */
export interface OidcConfig extends Omit<NonNullable<ParsedAccess["oidc"]>, "client_secret"> {
  client_secret?: Secret | undefined;
}

/** Who may see what. */
export interface AccessConfig {
  required: "auto" | "always";
  /** Absolute. */
  usersFile: string;
  trustedProxies: readonly string[];
  sessionSeconds: number;
  idleSeconds: number;
  auditKeepDays: number;
  roles: Readonly<Record<string, RoleConfig>>;
  oidc?: OidcConfig;
}

/** @param parsed what `access:` says; an installation without it has no roles but admin */
export function settledAccess(
  parsed: ParsedAccess | undefined,
  rootDir: string,
  dataDir: string,
): AccessConfig {
  const access = parsed ?? accessSchema.parse({});
  const { required, users_file, session, audit, roles, oidc: provider } = access;
  return {
    required,
    usersFile: users_file === undefined ? join(dataDir, "users.yml") : resolve(rootDir, users_file),
    trustedProxies: access.trusted_proxies,
    sessionSeconds: Math.round(session.hours * 3600),
    idleSeconds: Math.round(session.idle_minutes * 60),
    auditKeepDays: audit.keep_days,
    roles,
    ...(provider === undefined ? {} : { oidc: provider }),
  };
}

/** The access settings of any configuration; defaults where it has none. */
export function accessOf(config: {
  access?: AccessConfig;
  rootDir: string;
  dataDir: string;
}): AccessConfig {
  return config.access ?? settledAccess(undefined, config.rootDir, config.dataDir);
}
