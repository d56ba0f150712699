import { Command, CommanderError } from "commander";
import type { Installation } from "./context.js";
import { exitCodeOf, formatFailure } from "./render/failure.js";

type Exit = (code: number) => void;

interface CommandGroup {
  names: readonly string[];
  add: (program: Command, installation: Installation, exit: Exit) => Promise<void>;
}

/** In the order of the help. What a group imports is most of the time a short command takes. */
const GROUPS: readonly CommandGroup[] = [
  {
    names: ["start", "serve"],
    add: async (program, installation) => {
      await import("./commands/serve.js").then(({ addServeCommands }) => {
        addServeCommands(program, installation);
      });
    },
  },
  {
    names: ["run"],
    add: async (program, installation) => {
      await import("./commands/run.js").then(({ addRunCommand }) => {
        addRunCommand(program, installation);
      });
    },
  },
  {
    names: ["generate", "ingest"],
    add: async (program) => {
      await import("./commands/load.js").then(({ addLoadCommands }) => {
        addLoadCommands(program);
      });
    },
  },
  {
    names: ["dbt"],
    add: async (program, _installation, exit) => {
      await import("./commands/dbt.js").then(({ addDbtCommand }) => {
        addDbtCommand(program, exit);
      });
    },
  },
  {
    names: ["mine", "publish"],
    add: async (program, installation) => {
      await import("./commands/build.js").then(({ addBuildCommands }) => {
        addBuildCommands(program, installation);
      });
    },
  },
  {
    names: ["versions", "rollback"],
    add: async (program) => {
      await import("./commands/versions.js").then(({ addVersionCommands }) => {
        addVersionCommands(program);
      });
    },
  },
  {
    names: ["query"],
    add: async (program) => {
      await import("./commands/query.js").then(({ addQueryCommand }) => {
        addQueryCommand(program);
      });
    },
  },
  {
    names: ["users", "token"],
    add: async (program) => {
      await import("./commands/users.js").then(({ addUserCommands }) => {
        addUserCommands(program);
      });
    },
  },
  {
    names: ["doctor"],
    add: async (program, installation, exit) => {
      await import("./commands/doctor.js").then(({ addDoctorCommand }) => {
        addDoctorCommand(program, installation, exit);
      });
    },
  },
];

/** Adds the group of the command named, or all of them where that is help, unknown or nothing. */
async function addCommands(
  program: Command,
  [name = ""]: readonly string[],
  installation: Installation,
  exit: Exit,
): Promise<void> {
  const named = GROUPS.filter(({ names }) => names.includes(name));
  for (const { add } of named.length === 0 ? GROUPS : named) await add(program, installation, exit);
}

/**
 * The `granary` command.
 *
 * @param argv arguments after the command's name
 * @returns the exit code: 0 done, 1 the work failed, 2 wrong usage or configuration, 130 stopped on request
 */
export async function main(argv: readonly string[], installation: Installation): Promise<number> {
  const program = new Command("granary")
    .description("Analytical-CRM data warehouse: load, model, explore and report in one process")
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .showHelpAfterError("(granary --help lists commands)")
    .exitOverride();
  let exitCode = 0;
  const exit: Exit = (code) => {
    exitCode = code;
  };
  try {
    await addCommands(program, argv, installation, exit);
    await program.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${formatFailure(error)}\n`);
    return exitCodeOf(error);
  }
}
