import type {LogField} from "./fields.js";
import type {DetectedFile, LogFormat} from "./format.js";
import type {LogKind} from "./kinds/kind.js";
import {findKind, findMarkedKind, isAboutSensor, logKinds} from "./kinds/registry.js";
import {zeekReader} from "./zeek.js";
import {flatten, isStated, parseObject, pathOf} from "./zeek-json.js";
import type {JsonObject} from "./zeek-json.js";

const maxSampled = 200;

/** The names of objects in JSON that hold fields of any kind of record. */
const objects = [...new Set(logKinds.flatMap((kind) => kind.objects))];

/** Zeek’s logs, tab-separated or JSON, of any kind but those about the sensor itself. */
export const zeekFormat: LogFormat = {
  name: "zeek",
  detect(lines) {
    if (lines[0].startsWith("#")) return detected(kindsOfHeaders(lines));
    const rows = readRows(lines);
    return rows && detected(kindsOfRows(rows));
  },
  open: ({records}) => zeekReader(records.length > 0 ? findKind(records[0]) : undefined)
};

function detected(records: string[]): DetectedFile {
  if (records.length === 0 || !records.every(isAboutSensor)) {
    return {kind: "log", format: "zeek", records};
  }
  const found = `a Zeek ${records[0]} log, which is about the sensor itself`;
  return {kind: "unsupported", found, remedy: "give the logs of the network, conn.log first"};
}

/** Returns the kinds that the header lines name, or else those of their fields. */
function kindsOfHeaders(lines: readonly string[]): string[] {
  const valuesOf = (name: string) =>
    lines.flatMap((line) => (line.startsWith(name) ? [line.slice(name.length).trim()] : []));
  const paths = valuesOf("#path").filter((path) => path !== "" && path !== "-");
  if (paths.length > 0) return distinct(paths.map((path) => findKind(path)?.name ?? path));
  const kinds = valuesOf("#fields").map((text) => {
    const names = text.split(/\s+/);
    return findMarkedKind((name) => names.includes(name));
  });
  return distinct(kinds.flatMap((kind) => (kind ? [kind.name] : [])));
}

/** Returns the first records of a JSON log of Zeek’s; undefined if it is none. */
function readRows(lines: readonly string[]): JsonObject[] | undefined {
  if (!/^\s*\{/.test(lines[0])) return undefined;
  const [first, ...others] = lines.slice(0, maxSampled).map((line) => parseObject(line));
  if (!first) return undefined;
  const rows = [first, ...others.filter((row) => row !== undefined)];
  for (const row of rows) flatten(row, {objects});
  return isZeek(first, rows) ? rows : undefined;
}

function isZeek(first: JsonObject, rows: readonly JsonObject[]): boolean {
  if (pathOf(first) !== undefined) return true;
  if (!isStated(first, "ts")) return false;
  const source = findKind("conn")!.byName.get("id.orig_h")!;
  if (hasField(first, source)) return true;
  const kind = markedKind(rows);
  return kind !== undefined && kind.byName.get("id.orig_h")?.required !== true;
}

function hasField(row: JsonObject, {names}: LogField): boolean {
  return names.some((name) => isStated(row, name));
}

function kindsOfRows(rows: readonly JsonObject[]): string[] {
  const paths = rows.flatMap((row) => pathOf(row) ?? []);
  if (paths.length > 0) return distinct(paths.map((path) => findKind(path)?.name ?? path));
  const kind = markedKind(rows);
  return kind ? [kind.name] : [];
}

/** Returns the kind of records that do not state it: by the fields that any of them has. */
function markedKind(rows: readonly JsonObject[]): LogKind | undefined {
  return findMarkedKind((name) => rows.some((row) => isStated(row, name)));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
