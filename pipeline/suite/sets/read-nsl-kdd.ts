import {attackOf} from "../../../src/core/schema/labels.js";
import {lineSplitter} from "../../../src/core/readers/lines.js";
import {logBytes} from "../../logs/log-bytes.js";
import type {LabelledRows} from "../labelled-set.js";

/** The fields of a line: 41 features, the name of the attack or `normal`, and, in most copies, a difficulty. */
const fields = [42, 43];

/** The places of protocol_type, service and flag, which are no numbers. */
const words = new Set([1, 2, 3]);

const [features, labelAt] = [41, 41];
const columns = features - words.size;

/** Returns whether *line* is one of a file of NSL-KDD. */
export function isNslKdd(line: string): boolean {
  const parts = line.split(",");
  return (
    fields.includes(parts.length) &&
    parts.every((part, i) => words.has(i) || i === labelAt || isNumber(part)) &&
    /^[a-z][a-z0-9_.]*$/i.test(parts[labelAt])
  );
}

/** Reads a file of NSL-KDD: its 38 numeric columns, as they are. Throws a RangeError that names the line that is none. */
export async function readNslKdd(path: string, name: string): Promise<LabelledRows> {
  const rows: Float32Array[] = [];
  const labels: number[] = [];
  let number = 0;
  const take = (line: string) => {
    ++number;
    if (line === "") return;
    if (!isNslKdd(line)) throw new RangeError(`invalid line: ${number} of ${name}; each has 41 features, an attack and a difficulty`); // prettier-ignore
    const parts = line.split(",");
    rows.push(Float32Array.from(parts.slice(0, features).filter((_, i) => !words.has(i)), Number)); // prettier-ignore
    labels.push(attackOf(parts[labelAt])!);
  };
  const splitter = lineSplitter(take);
  const decoder = new TextDecoder();
  const bytes = logBytes(path);
  for await (const piece of bytes.pieces) splitter.push(decoder.decode(piece, {stream: true}));
  if (splitter.rest() !== "") take(splitter.rest());
  if (bytes.fault() !== null) throw new RangeError(`damaged file: ${name}: ${bytes.fault()}`);
  const values = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => values.set(row, i * columns));
  return {matrix: {rows: rows.length, columns, values}, labels: Uint8Array.from(labels)};
}

function isNumber(text: string): boolean {
  return text !== "" && Number.isFinite(Number(text));
}
