import {UsageError} from "../../config/errors.js";
import {findNearest} from "../nearest-name.js";
import type {Command, CommandCall} from "./command.js";

/** The actions of `atalaya rules`: the options that each takes, and its function. */
const actions: Readonly<Record<string, Action>> = {
  list: {
    options: ["placeholders"],
    load: async () => (await import("./rules/list.js")).list
  },
  check: {
    options: ["placeholders", "mapping"],
    load: async () => (await import("./rules/check.js")).check
  },
  test: {
    options: ["events", "placeholders", "mapping"],
    load: async () => (await import("./rules/test.js")).test
  },
  match: {
    options: ["rules", "events", "mapping", "placeholders"],
    load: async () => (await import("./rules/match.js")).match
  },
  backtest: {
    options: ["rules", "run", "fail-over"],
    load: async () => (await import("./rules/backtest.js")).backtest
  },
  explain: {
    options: ["rules", "placeholders", "mapping"],
    load: async () => (await import("./rules/explain.js")).explain
  }
};

interface Action {
  options: string[];
  load(): Promise<(args: string[], call: CommandCall) => Promise<number>>;
}

const options = {
  rules: {type: "string", multiple: true},
  events: {type: "string", multiple: true},
  mapping: {type: "string"},
  run: {type: "string"},
  "fail-over": {type: "string"},
  placeholders: {type: "string"}
} as const;

/** Lists, checks and tests Sigma rules, matches events with them, and explains them. */
export const command: Command = {
  usage: "list|check|test|match|backtest|explain [files…]",
  description: `list DIR…     prints the rules: level, title, log, id
check DIR…    lists what is wrong with rules, and which are for no log that is read;
              the exit code is 1 if a rule is invalid or unsupported
test DIR…     runs rules over the events beside them: those of NAME.yml are in
              NAME.match.ndjson (each rule has to match) and NAME.other.ndjson
              (none may), also in a folder events; the exit code is 1 if not
match         prints which rules match which events of files: JSON of any shape, also
              gzip. With --json, one JSON object a line: rule, file, event (from 0)
backtest RULE…
              runs rules over the tables of the latest run, and says what each would have
              cost: alerts a day, incidents, precision; with --json, one object
explain FILE… prints rules in words, and as the SQL that runs them on tables`,
  options,
  optionHelp: [
    ["--rules DIR", "match: a folder or file of rules; backtest, explain: rules that\nothers refer to; may be repeated"], // prettier-ignore
    ["--events FILE", "match: a file of events; test: a folder of them; may be repeated"],
    ["--mapping NAME", "the log that the events are of, or a file with a mapping: its\nrules alone, and the names of its fields (every rule, names as they are)"], // prettier-ignore
    ["--run RUN", "backtest: the run, or the digest of its evaluation (the latest)"],
    ["--fail-over N", "backtest: exit with 1 if a rule makes more than N alerts a day (never)"],
    ["--placeholders FILE", "YAML: the values of placeholders such as %Servers%, by name"]
  ],
  takesPositionals: true,
  async run(call) {
    const [name, ...args] = call.positionals;
    const action = readAction(name, call);
    return (await action.load())(args, call);
  }
};

function readAction(name: string | undefined, {values}: CommandCall): Action {
  const names = Object.keys(actions);
  if (name === undefined)
    throw new UsageError(`missing action: try ${names.join(", ")}; see \`atalaya rules --help\``);
  if (!Object.hasOwn(actions, name)) {
    const nearest = findNearest(name, names);
    throw new UsageError(
      `unknown argument: ${name}; ${nearest ? `did you mean \`atalaya rules ${nearest}\`?` : `try ${names.join(", ")}`}`
    );
  }
  const action = actions[name];
  for (const option of Object.keys(options))
    if (values[option] !== undefined && !action.options.includes(option))
      throw new UsageError(
        `unknown option: --${option}; \`atalaya rules ${name}\` does not take it`
      );
  return action;
}
