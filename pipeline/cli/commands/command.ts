import type {ParseArgsConfig} from "node:util";
import type {Settings} from "../../config/settings.js";
import type {Reporter} from "../../artifacts/context.js";
import type {Log} from "../../telemetry/log.js";

/** The values of options, by name, as `parseArgs` returns them. */
export type OptionValues = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

/** The arguments and surroundings of a call of a command. */
export interface CommandCall {
  /** The positional arguments: those that are no options. */
  positionals: string[];
  /** The options of the command and those of all commands. */
  values: OptionValues;
  /** True to print one JSON object, and only that, on standard output. */
  json: boolean;
  /** What makes its distributed run the same as an earlier one, at most 200 characters; absent: it is one of its own. */
  id?: string;
  settings: Settings;
  reporter: Reporter;
  /** Receives what a long-running command reports beside its steps, on standard error as well. */
  log: Log;
  /** Writes a line to standard output. */
  print(text: string): void;
}

/** A command of the command line. */
export interface Command {
  /** The positional arguments in the first line of the help; e.g., `[files…]`. */
  usage: string;
  /** The description in the help; lines of at most 80 characters. */
  description: string;
  options: NonNullable<ParseArgsConfig["options"]>;
  /** The options in the order of the help, each as its syntax and its meaning. */
  optionHelp: [string, string][];
  /** Whether it takes positional arguments; defaults to false. */
  takesPositionals?: boolean;
  /** Whether it can be for one feed, with --feed; defaults to true. */
  ofFeed?: boolean;
  /** Runs the command; returns the exit code. */
  run(call: CommandCall): Promise<number>;
}
