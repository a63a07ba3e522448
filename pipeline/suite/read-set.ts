import {openSession} from "../duckdb/session.js";
import {requireBoth, sharedRows} from "./labelled-set.js";
import type {FoundSet, LabelledRows, LabelledSet} from "./labelled-set.js";
import {readFlows} from "./sets/read-flows.js";
import type {ReadContext} from "./sets/read-flows.js";
import {readNpz} from "./sets/read-npz.js";
import {readNslKdd} from "./sets/read-nsl-kdd.js";
import {readTable} from "./sets/read-table.js";

const sameRows = "Trained and tested on the same rows, as the published figures are.";

/**
 * Reads the rows of *set*; *label* names the column of labels of a table, null to find it. Throws a NoSetError if it has no labels of
 * both kinds, and a RangeError with one sentence if it is damaged or not supported.
 */
export async function readSet(
  set: FoundSet,
  label: string | null,
  context: ReadContext
): Promise<LabelledSet> {
  const [{path, name}] = set.files;
  if (set.reader === "logs") return readFlowSet(set, context);
  if (set.reader === "nsl-kdd") return readNslKddSet(set);
  if (set.reader === "npz") return undivided(name, await readNpz(path, name), sameRows);
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  try {
    const {texts, ...rows} = await readTable(session, path, {name, kind: set.reader, label});
    const aside = texts.length > 0 ? ` Left aside, without numbers or an id: ${texts.slice(0, 5).join(", ")}.` : ""; // prettier-ignore
    return undivided(name, rows, sameRows + aside);
  } finally {
    session.close();
  }
}

async function readFlowSet({files, name}: FoundSet, context: ReadContext): Promise<LabelledSet> {
  const {train, test, about} = await readFlows(files.map(({path}) => path), name, context); // prettier-ignore
  requireBoth(`the second half of ${name}`, test.labels);
  return {train: sharedRows(train), test: sharedRows(test), about};
}

async function readNslKddSet({files}: FoundSet): Promise<LabelledSet> {
  const [first, second] = files;
  const train = checkedRows(first.name, await readNslKdd(first.path, first.name));
  if (!second) return {train, test: train, about: `${sameRows} 38 numeric columns, as they are.`};
  const test = checkedRows(second.name, await readNslKdd(second.path, second.name));
  return {
    train,
    test,
    about: `Trained on ${first.name.split("/").at(-1)}, tested on ${second.name.split("/").at(-1)}; 38 numeric columns, as they are.` // prettier-ignore
  };
}

function undivided(name: string, rows: LabelledRows, about: string): LabelledSet {
  const shared = checkedRows(name, rows);
  return {train: shared, test: shared, about};
}

function checkedRows(name: string, rows: LabelledRows): LabelledRows {
  requireBoth(name, rows.labels);
  return sharedRows(rows);
}
