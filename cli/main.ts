import { Command, CommanderError } from "commander";
import { addBuildCommands } from "./commands/build.js";
import { addDbtCommand } from "./commands/dbt.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addLoadCommands } from "./commands/load.js";
import { addQueryCommand } from "./commands/query.js";
import { addRunCommand } from "./commands/run.js";
import { addServeCommands } from "./commands/serve.js";
import { addVersionCommands } from "./commands/versions.js";
import type { Installation } from "./context.js";
import { exitCodeOf, formatFailure } from "./render/failure.js";

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
  const exit = (code: number): void => {
    exitCode = code;
  };
  addServeCommands(program, installation);
  addRunCommand(program);
  addLoadCommands(program);
  addDbtCommand(program, exit);
  addBuildCommands(program);
  addVersionCommands(program);
  addQueryCommand(program);
  addDoctorCommand(program, installation, exit);
  try {
    await program.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${formatFailure(error)}\n`);
    return exitCodeOf(error);
  }
}
