import {UsageError} from "../../config/errors.js";
import {findNearest} from "../nearest-name.js";
import type {Command, CommandCall} from "./command.js";

/** The actions of `atalaya model`: the options and files that each takes, and its function. */
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
  /** The smallest and largest number of files that it takes. */
  files: [min: number, max: number];
  load(): Promise<(files: string[], call: CommandCall) => Promise<void>>;
}

const options = ["model", "run", "format", "features", "input", "output"];

/** Shows models, scores tables with them, and exchanges them with other tools. */
export const command: Command = {
  usage: "show|export|import|score [file]",
  description: `show FILE    describes a model file
export [FILE] writes a model of a run, or a model file, for other tools
import FILE  converts a model of another tool: ONNX, or a dump of scikit-learn
score FILE   scores the rows of a table, CSV or Parquet, by the names of its columns`,
  options: Object.fromEntries(options.map((name) => [name, {type: "string"}])),
  optionHelp: [
    ["--output FILE", "export, import, score: the file to write; it must not exist"],
    ["--format NAME", "export: onnx or json (onnx)"],
    ["--model NAME", "export: which model of the run (isolation-forest)"],
    ["--run RUN", "export: which run (the latest)"],
    ["--features NAMES", "import: the names of the columns, with commas between them"],
    ["--input FILE", "score: the table"]
  ],
  takesPositionals: true,
  async run(call) {
    const [name, ...files] = call.positionals;
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
    throw new UsageError(`missing action: try ${names.join(", ")}; see \`atalaya model --help\``);
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
  const [min, max] = action.files;
  if (files.length < min || files.includes(""))
    throw new UsageError(`missing file: atalaya model ${name} FILE; see \`atalaya model --help\``);
  if (files.length > max) throw new UsageError(`unknown argument: ${files[max]}; give one file`);
  if (action.options.includes("output") && values.output === undefined)
    throw new UsageError(`missing --output: atalaya model ${name} writes a new file; name it`);
  return action;
}
