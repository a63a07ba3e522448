import {commonHelp, readArguments} from "./arguments.js";
import type {Command, CommandCall, OptionValues} from "./commands/command.js";
import {commands} from "./commands/registry.js";
import {maybeInteger} from "./option-values.js";
import {UsageError} from "../config/errors.js";
import {readLogFormat} from "../config/log.js";
import {readSettings} from "../config/settings.js";
import {findNearest} from "./nearest-name.js";
import {plainText} from "./plain-text.js";
import {streamReporter} from "./progress.js";
import {reportError} from "./report-error.js";
import {endOnSignals} from "./signals.js";
import {jsonLog, textLog} from "../telemetry/log.js";
import type {Log} from "../telemetry/log.js";
import {logReporter} from "../telemetry/log-reporter.js";

/** Runs the command that *args* ask for and sets the exit code: 0, 1 failed, 2 misused, 3 partial input, 4 not checked. */
export async function main(args: string[]): Promise<void> {
  process.stdout.on("error", leaveQuietly);
  endOnSignals();
  try {
    process.exitCode = await dispatch(args);
  } catch (error) {
    process.exitCode = reportError(error, args.includes("--debug"), maybeJson(args));
  }
}

async function dispatch(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h")
    return help(rest[0]);
  if (name === "--version" || name === "-v") return dispatch(["version", ...rest]);
  const command = await loadCommand(name);
  if (hasHelp(rest)) return help(name);
  const {positionals, values} = readArguments(name, command, rest);
  const isJson = readLogFormat(values.log as string | undefined) === "json";
  const log = isJson ? jsonLog(process.stderr) : textLog(process.stderr);
  const call: CommandCall = {
    positionals,
    values,
    json: values.json === true,
    settings: settingsOf(values),
    reporter: isJson ? logReporter(log) : streamReporter(process.stderr),
    log,
    print: (text) => void process.stdout.write(`${plainText(text)}\n`)
  };
  if (values.feed === undefined) return command.run(call);
  const {callOfFeed} = await import("./feed-option.js"); // YAML and cron are slow to load
  return command.run(await callOfFeed(name, command, call));
}

/** Returns the log that an error is written to; undefined if it is text for people, also where --log itself is the error. */
function maybeJson(args: string[]): Log | undefined {
  try {
    const i = args.findIndex((argument) => /^--log(=|$)/.test(argument));
    const option = i < 0 ? undefined : (args[i].split("=")[1] ?? args[i + 1]);
    return readLogFormat(option) === "json" ? jsonLog(process.stderr) : undefined;
  } catch {
    return undefined;
  }
}

function hasHelp(args: string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

async function loadCommand(name: string): Promise<Command> {
  if (Object.hasOwn(commands, name)) return (await commands[name].load()).command;
  const nearest = findNearest(name, Object.keys(commands));
  throw new UsageError(
    `unknown command: ${name}; ${nearest ? `did you mean ${nearest}?` : "see `atalaya --help`"}`
  );
}

function settingsOf(values: OptionValues) {
  const workspace = values.workspace as string | undefined;
  return readSettings({workspace, threads: maybeInteger(values, "threads", {min: 1, max: 256})});
}

async function help(name: string | undefined): Promise<number> {
  process.stdout.write(name === undefined ? overview() : helpOf(name, await loadCommand(name)));
  return 0;
}

function overview(): string {
  const lines = Object.entries(commands).map(
    ([name, {summary}]) => `  ${name.padEnd(12)} ${summary}`
  );
  return `Atalaya finds anomalies in security logs.

usage: atalaya <command> [options]

${lines.join("\n")}

\`atalaya <command> --help\` shows its options.
`;
}

function helpOf(name: string, {usage, description, optionHelp}: Command): string {
  const lines = [...optionHelp, ...commonHelp].map(
    ([option, text]) => `  ${option.padEnd(18)} ${text}`
  );
  return `usage: atalaya ${[name, "[options]", usage].filter(Boolean).join(" ")}

${description}

${lines.join("\n")}
`;
}

/** Ends the process when its output is closed, as by `| head`. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
