import { InvalidArgumentError, Option, type Command } from "commander";
import { passwordStamp, type Rights, Tokens, Users } from "../../server/sign-in/people.js";
import { generatePassword } from "../../server/sign-in/passwords.js";
import { Signer } from "../../server/sign-in/signer.js";
import { accessOf, ADMIN_ROLE } from "../../warehouse/config-access.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import { askPassword } from "../ask-password.js";
import { withCommonFlags, type CommonFlags } from "../context.js";
import { signingKey } from "../desk.js";
import { configOf } from "../named-config.js";
import { formatTextTable } from "../render/table.js";

interface RightsFlags {
  role?: string[];
  unit?: string;
  attribute?: Record<string, string>;
}

interface PasswordFlags {
  generate?: boolean;
}

const DAY_MS = 86_400_000;

/** `granary users …` and `granary token …`: who may come in, and what for. */
export function addUserCommands(program: Command): void {
  const users = program.command("users").description("people who may sign in");
  withRights(
    command(
      users,
      "add <name>",
      "add a user; the password is asked for, read from standard input or generated",
    ),
  )
    .option("--generate", "generate the password and show it once")
    .action(async (name: string, flags: CommonFlags & RightsFlags & PasswordFlags) => {
      const config = configOf(flags);
      const { password, shown } = await newPassword(name, flags);
      await usersOf(config).add(name, password, rightsOf(config, flags, true));
      process.stdout.write(`${name} may sign in.${shown}\n`);
    });
  command(users, "list", "list them").action((flags: CommonFlags) => {
    const rows = [...usersOf(configOf(flags)).all()].map(([name, user]) => [
      name,
      ...rightsCells(user),
    ]);
    print(["user", "roles", "unit", "attributes"], rows, "There are no users.");
  });
  command(users, "remove <name>", "remove a user and end the user's sessions").action(
    (name: string, flags: CommonFlags) => {
      usersOf(configOf(flags)).remove(name);
      process.stdout.write(`${name} is removed.\n`);
    },
  );
  command(users, "set-password <name>", "give a new password and end the user's sessions")
    .option("--generate", "generate it and show it once")
    .action(async (name: string, flags: CommonFlags & PasswordFlags) => {
      const { password, shown } = await newPassword(name, flags);
      await usersOf(configOf(flags)).setPassword(name, password);
      process.stdout.write(`The password of ${name} is changed.${shown}\n`);
    });
  withRights(
    command(
      users,
      "set-role <name>",
      "change roles, unit or attributes; at once, without signing in anew",
    ),
  ).action((name: string, flags: CommonFlags & RightsFlags) => {
    const config = configOf(flags);
    usersOf(config).setRights(name, rightsOf(config, flags, false));
    process.stdout.write(`The rights of ${name} are changed.\n`);
  });
  addTokenCommands(program);
}

function addTokenCommands(program: Command): void {
  const token = program.command("token").description("tokens by which programs may ask");
  withRights(command(token, "create <name>", "create a token and show it once"))
    .option("--user <name>", "act with this user's rights, and for as long as there is the user")
    .addOption(
      new Option("--expires <days>", "days the token is good for").argParser(days).default(365),
    )
    .action(
      async (
        name: string,
        flags: CommonFlags & RightsFlags & { user?: string; expires: number },
      ) => {
        process.stdout.write(`${await createToken(configOf(flags), name, flags)}\n`);
        process.stderr.write(
          `The token is shown this once. Send it as \`Authorization: Bearer …\`.\n`,
        );
      },
    );
  command(token, "list", "list them").action((flags: CommonFlags) => {
    const rows = [...new Tokens(configOf(flags).dataDir).all()].map(([name, record]) => [
      name,
      record.user === undefined ? "" : `as ${record.user}`,
      ...rightsCells(record),
      record.expires.slice(0, 10),
      Date.parse(record.expires) > Date.now() ? "" : "expired",
    ]);
    const columns = ["token", "user", "roles", "unit", "attributes", "expires", ""];
    print(columns, rows, "There are no tokens.");
  });
  command(token, "revoke <name>", "make a token worthless at once").action(
    (name: string, flags: CommonFlags) => {
      new Tokens(configOf(flags).dataDir).revoke(name);
      process.stdout.write(`The token ${name} is revoked.\n`);
    },
  );
}

async function createToken(
  config: GranaryConfig,
  name: string,
  flags: RightsFlags & { user?: string; expires: number },
): Promise<string> {
  const { user } = flags;
  if (user !== undefined && (flags.role ?? flags.unit ?? flags.attribute) !== undefined) {
    throw new GranaryError("USAGE", {
      message: "--user takes the user's rights, so --role, --unit and --attribute have no place.",
      hint: "Leave out one or the other.",
    });
  }
  const owner = user === undefined ? undefined : usersOf(config).all().get(user);
  if (user !== undefined && owner === undefined) {
    throw new GranaryError("ACCESS_USER_UNKNOWN", {
      message: `There is no user "${user}".`,
      hint: "`granary users list` shows them.",
    });
  }
  const now = Math.floor(Date.now() / 1000);
  const expires = now + (flags.expires * DAY_MS) / 1000;
  const record = new Tokens(config.dataDir).add(name, {
    ...(user === undefined ? rightsOf(config, flags, true) : { user, roles: [] }),
    created: new Date(now * 1000).toISOString(),
    expires: new Date(expires * 1000).toISOString(),
  });
  const claims = {
    jti: record.id,
    sub: name,
    ...(owner === undefined ? {} : { stamp: passwordStamp(owner) }),
  };
  return new Signer(signingKey(config)).sign("token", claims, now, expires);
}

function command(parent: Command, name: string, description: string): Command {
  return withCommonFlags(parent.command(name).description(description));
}

function withRights(to: Command): Command {
  return to
    .option("--role <name...>", "roles of granary.yml, or admin")
    .option("--unit <id>", "unit of the organisation, for roles with rows.unit: own")
    .option(
      "--attribute <name=value>",
      "a value that roles compare with; may be given more than once",
      (pair: string, known: Record<string, string> | undefined) => {
        const [, key, value] = /^([a-z][a-z0-9_]*)=(.+)$/.exec(pair) ?? [];
        if (key === undefined || value === undefined) {
          throw new InvalidArgumentError("expected name=value");
        }
        return { ...known, [key]: value };
      },
    );
}

/** @param whole whether what is not given is empty, in place of unchanged */
function rightsOf(config: GranaryConfig, flags: RightsFlags, whole: true): Rights;
function rightsOf(config: GranaryConfig, flags: RightsFlags, whole: false): Partial<Rights>;
function rightsOf(config: GranaryConfig, flags: RightsFlags, whole: boolean): Partial<Rights> {
  const known = [ADMIN_ROLE, ...Object.keys(accessOf(config).roles)];
  const unknown = flags.role?.find((role) => !known.includes(role));
  if (unknown !== undefined) {
    throw new GranaryError("ACCESS_ROLE_UNKNOWN", {
      message: `There is no role "${unknown}".`,
      hint: `Roles: ${known.join(", ")}.`,
    });
  }
  if (whole && flags.role === undefined) {
    throw new GranaryError("USAGE", {
      message: "A user or token without a role may see nothing.",
      hint: `Name one or more with --role: ${known.join(", ")}.`,
    });
  }
  return {
    ...(flags.role === undefined ? {} : { roles: flags.role }),
    ...(flags.unit === undefined ? {} : { unit: flags.unit }),
    ...(flags.attribute === undefined ? {} : { attributes: flags.attribute }),
  };
}

async function newPassword(
  name: string,
  { generate }: PasswordFlags,
): Promise<{ password: string; shown: string }> {
  const given = generate === true ? "" : await askPassword(name);
  if (given !== "") return { password: given, shown: "" };
  const password = generatePassword();
  return { password, shown: ` The password, shown this once: ${password}` };
}

function rightsCells({ roles, unit, attributes }: Rights): string[] {
  const pairs = Object.entries(attributes ?? {}).map(([key, value]) => `${key}=${value}`);
  return [roles.join(", "), unit ?? "", pairs.join(", ")];
}

function usersOf(config: GranaryConfig): Users {
  return new Users(accessOf(config).usersFile);
}

function print(columns: string[], rows: string[][], none: string): void {
  process.stdout.write(rows.length === 0 ? `${none}\n` : `${formatTextTable(columns, rows)}\n`);
}

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3650) {
    throw new InvalidArgumentError("expected a number of days from 1 to 3650");
  }
  return value;
}
