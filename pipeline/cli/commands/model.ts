import {UsageError} from "../../config/errors.js";
import {findNearest} from "../nearest-name.js";
import type {Command, CommandCall} from "./command.js";

/** What `atalaya model` can do: the options that each takes, the files it is given, and where it is. */
const actions: Readonly<Record<string, Action>> = {
  show: {options: [], files: [1, 1], load: async () => (await import("./model/show.js")).show},
  export: {
    options: ["model", "run", "format", "output"],
    files: [0, 1],
    load: async () => (await import("./model/export.js")).exportModel
  },
  import: {
    options: ["features", "output"],
    files: [1, 1],
    load: async () => (await import("./model/import.js")).importFile
  },
  score: {
    options: ["input", "output"],
    files: [1, 1],
    load: async () => (await import("./model/score.js")).score
  }
};

interface Action {
  options: string[];
  /** The least and the greatest number of files that it is given. */
  files: [least: number, most: number];
  load(): Promise<(files: string[], call: CommandCall) => Promise<void>>;
}

const options = ["model", "run", "format", "features", "input", "output"];

/** Shows models, scores tables with them, and exchanges them with other tools. */
export const command: Command = {
  usage: "show|export|import|score [file]",
  description: `show FILE    says what a model file is
export [FILE] writes a model of a run, or a model file, for other tools
import FILE  makes a model file of another tool's: ONNX, or a dump of scikit-learn
score FILE   scores the rows of a table, CSV or Parquet, by the names of its columns`,
  options: Object.fromEntries(options.map((name) => [name, {type: "string"}])),
  optionHelp: [
    ["--output FILE", "export, import, score: the file to make; it must not exist"],
    ["--format NAME", "export: onnx or json (onnx)"],
    ["--model NAME", "export: which model of the run (isolation-forest)"],
    ["--run RUN", "export: which run (the latest)"],
    ["--features NAMES", "import: the names of the columns, with commas between them"],
    ["--input FILE", "score: the table"]
  ],
  takesPositionals: true,
  async run(call) {
    const [name, ...files] = call.words;
    const action = readAction(name, files, call);
    await (
      await action.load()
    )(files, call);
    return 0;
  }
};

function readAction(name: string | undefined, files: string[], {values}: CommandCall): Action {
  const names = Object.keys(actions);
  if (name === undefined)
    throw new UsageError(
      `missing what to do with a model: ${names.join(", ")}; see \`atalaya model --help\``
    );
  if (!Object.hasOwn(actions, name)) {
    const nearest = findNearest(name, names);
    throw new UsageError(
      `unknown argument: ${name}; ${nearest ? `did you mean \`atalaya model ${nearest}\`?` : `try ${names.join(", ")}`}`
    );
  }
  const action = actions[name];
  for (const option of options) {
    if (values[option] !== undefined && !action.options.includes(option))
      throw new UsageError(
        `unknown option: --${option}; \`atalaya model ${name}\` does not take it`
      );
  }
  const [least, most] = action.files;
  if (files.length < least || files.includes(""))
    throw new UsageError(`missing file: atalaya model ${name} FILE; see \`atalaya model --help\``);
  if (files.length > most) throw new UsageError(`unknown argument: ${files[most]}; give one file`);
  if (action.options.includes("output") && values.output === undefined)
    throw new UsageError(`missing --output: atalaya model ${name} writes a file; say which`);
  return action;
}
