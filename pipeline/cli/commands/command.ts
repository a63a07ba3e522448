import type {ParseArgsConfig} from "node:util";
import type {Settings} from "../../config/settings.js";
import type {Reporter} from "../../artifacts/context.js";

/** The values of options, by name, as `parseArgs` returns them. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** What a command is called with. */
export interface CommandCall {
  /** The words that are no options. */
  words: string[];
  /** The options of the command and those of all commands. */
  values: OptionValues;
  /** Whether to print one JSON object on standard output, and nothing else there. */
  json: boolean;
  settings: Settings;
  reporter: Reporter;
  /** Writes a line to standard output. */
  print(text: string): void;
}

/** A command of the command line. */
export interface Command {
  /** What follows the name in the first line of the help; e.g., `[files…]`. */
  usage: string;
  /** What the command does, for its help; lines of at most 80 characters. */
  description: string;
  options: NonNullable<ParseArgsConfig["options"]>;
  /** A line for each option, in the order of the help: how it is written, what it means. */
  optionHelp: [string, string][];
  /** Whether words that are no options are welcome. */
  takesPositionals?: boolean;
  /** Does it; returns the exit code. */
  run(call: CommandCall): Promise<number>;
}
