import {parseArgs} from "node:util";
import type {Command, OptionValues} from "./commands/command.js";
import {UsageError} from "../config/errors.js";
import {findNearest} from "./nearest-name.js";

/** The options that every command takes. */
const commonOptions: Command["options"] = {
  workspace: {type: "string"},
  threads: {type: "string"},
  feed: {type: "string"},
  feeds: {type: "string"},
  json: {type: "boolean"},
  log: {type: "string"},
  debug: {type: "boolean"},
  help: {type: "boolean", short: "h"}
};

/** The help of the options that every command takes. */
export const commonHelp: Command["optionHelp"] = [
  ["--workspace DIR", "folder of the runs ($ATALAYA_WORKSPACE, or .atalaya)"],
  ["--threads N", "number of threads; never changes the result"],
  ["--feed NAME", "a feed of the file, with its own stores, audit, keys and site"],
  ["--feeds FILE", "the file of feeds ($ATALAYA_FEEDS)"],
  ["--json", "print one JSON object, and only that, on standard output"],
  [
    "--log FORMAT",
    "progress and errors as text, or as json: an object a line ($ATALAYA_LOG, text)"
  ],
  ["--debug", "print the stack of an unexpected error"],
  ["-h, --help", "show this help"]
];

/** Returns the positional arguments and options in *args*; throws a UsageError that names the invalid one. */
export function readArguments(
  name: string,
  command: Command,
  args: string[]
): {positionals: string[]; values: OptionValues} {
  const options = {...commonOptions, ...command.options};
  checkOptions(name, options, args);
  try {
    const {positionals, values} = parseArgs({args, options, allowPositionals: true});
    if (!command.takesPositionals && positionals.length > 0) {
      throw new UsageError(`unknown argument: ${positionals[0]}; see \`atalaya ${name} --help\``);
    }
    return {positionals, values: values as OptionValues};
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [, option] =
      /^Option '(?:-\w, )?(--[\w-]+)\b.*argument is ambiguous/.exec(error.message) ?? [];
    if (option) throw new UsageError(`missing value: ${option}; one that begins with a dash is written ${option}=-…`, {cause: error}); // prettier-ignore
    throw new UsageError(
      `invalid option: ${error.message.split("\n")[0].replace(/\.$/, "")}; see \`atalaya ${name} --help\``,
      {cause: error}
    );
  }
}

function checkOptions(name: string, options: Command["options"], args: string[]): void {
  const {tokens} = parseArgs({args, options, allowPositionals: true, strict: false, tokens: true});
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!Object.hasOwn(options, token.name)) throw unknownOption(name, token.rawName, options);
    if (seen.has(token.name) && !options[token.name].multiple)
      throw new UsageError(`duplicate option: ${token.rawName}; give it once`);
    seen.add(token.name);
    if (options[token.name].type === "string" && !token.value) {
      throw new UsageError(`missing value: ${token.rawName}; see \`atalaya ${name} --help\``);
    }
  }
}

function unknownOption(name: string, rawName: string, options: Command["options"]): UsageError {
  const nearest = findNearest(rawName.replace(/^-+/, ""), Object.keys(options));
  const remedy = nearest ? `did you mean --${nearest}?` : `see \`atalaya ${name} --help\``;
  return new UsageError(`unknown option: ${rawName}; ${remedy}`);
}
