import {commonHelp, readArguments} from "./arguments.js";
import type {Command, OptionValues} from "./commands/command.js";
import {maybeInteger} from "./option-values.js";
import {UsageError} from "../config/errors.js";
import {readSettings} from "../config/settings.js";
import {findNearest} from "./nearest-name.js";
import {plainText} from "./plain-text.js";
import {streamReporter} from "./progress.js";
import {reportError} from "./report-error.js";

/** The commands, in the order of the help: what each does, and where it is. */
const commands: Readonly<Record<string, {summary: string; load(): Promise<{command: Command}>}>> = {
  start: {
    summary: "run the demo if there is no run yet, build the site, serve it",
    load: () => import("./commands/start.js")
  },
  run: {
    summary: "take logs, or the synthetic feed, through all phases",
    load: () => import("./commands/run.js")
  },
  build: {summary: "make the site from the latest run", load: () => import("./commands/build.js")},
  serve: {summary: "serve the site that was built", load: () => import("./commands/serve.js")},
  dev: {
    summary: "preview the site while its pages are written",
    load: () => import("./commands/dev.js")
  },
  runs: {summary: "list the runs of the workspace", load: () => import("./commands/runs.js")},
  model: {
    summary: "show a model, score with it, exchange it with other tools",
    load: () => import("./commands/model.js")
  },
  models: {
    summary: "list the versions of the models, promote one",
    load: () => import("./commands/models.js")
  },
  verdicts: {
    summary: "take in what people say of events",
    load: () => import("./commands/verdicts.js")
  },
  suppressions: {
    summary: "take in what people hide from lists",
    load: () => import("./commands/suppressions.js")
  },
  audit: {
    summary: "check that the audit is untouched",
    load: () => import("./commands/audit.js")
  },
  gc: {
    summary: "remove what killed runs left behind",
    load: () => import("./commands/gc.js")
  },
  retention: {
    summary: "remove what a policy keeps no longer",
    load: () => import("./commands/retention.js")
  },
  keys: {
    summary: "make and show the keys that runs are signed with",
    load: () => import("./commands/keys.js")
  },
  verify: {
    summary: "check that a run is what it was, to the byte",
    load: () => import("./commands/verify.js")
  },
  reproduce: {
    summary: "run again from RAW, and compare",
    load: () => import("./commands/reproduce.js")
  },
  doctor: {
    summary: "check that everything is in order",
    load: () => import("./commands/doctor.js")
  },
  version: {summary: "print the version", load: () => import("./commands/version.js")}
};

/** Runs the command that *args* ask for and sets the exit code: 0, 1 failed, 2 misused, 3 partial input. */
export async function main(args: string[]): Promise<void> {
  process.stdout.on("error", leaveQuietly);
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129]
  ] as const)
    process.once(signal, () => process.exit(code));
  try {
    process.exitCode = await dispatch(args);
  } catch (error) {
    process.exitCode = reportError(error, args.includes("--debug"));
  }
}

async function dispatch(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h")
    return help(rest[0]);
  if (name === "--version" || name === "-v") return dispatch(["version", ...rest]);
  const command = await loadCommand(name);
  if (hasHelp(rest)) return help(name);
  const {words, values} = readArguments(name, command, rest);
  return command.run({
    words,
    values,
    json: values.json === true,
    settings: settingsOf(values),
    reporter: streamReporter(process.stderr),
    print: (text) => void process.stdout.write(`${plainText(text)}\n`)
  });
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
  return readSettings({workspace, threads: maybeInteger(values, "threads", {least: 1, most: 256})});
}

async function help(name: string | undefined): Promise<number> {
  process.stdout.write(name === undefined ? overview() : helpOf(name, await loadCommand(name)));
  return 0;
}

function overview(): string {
  const lines = Object.entries(commands).map(
    ([name, {summary}]) => `  ${name.padEnd(9)} ${summary}`
  );
  return `Atalaya finds what is strange in security events.

usage: atalaya <command> [options]

${lines.join("\n")}

\`atalaya <command> --help\` says more about each.
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

/** Ends the process when nobody reads what it prints any more, as with `| head`. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
