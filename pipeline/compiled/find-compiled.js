import {createHash, randomBytes} from "node:crypto";
import {readFileSync, renameSync, rmSync, statSync, writeFileSync} from "node:fs";
import {join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

// In JavaScript, like all that runs before there is a compiled pipeline.

/** The folder of the package. */
const packageRoot = resolve(fileURLToPath(new URL("../../", import.meta.url)));

/** Returns where the compiled pipeline of *root* is kept, and what it was compiled from. */
export function placeOf(root = packageRoot) {
  const folder = join(root, "node_modules", ".cache", "atalaya");
  return {root, folder, record: join(folder, `${digestOf(root).slice(0, 16)}.json`)};
}

/**
 * Returns the folder with what the sources as they are now were compiled to; undefined if that has not been
 * done. A source counts as unchanged if the file system says so, or else if its bytes have the same digest.
 */
export function findCompiled(place = placeOf()) {
  const record = maybeRecord(place);
  if (!record || !isComplete(place, record)) return undefined;
  let isRenewed = false;
  for (const [path, [stamp, digest]] of Object.entries(record.inputs)) {
    const now = stampOf(join(place.root, path));
    if (now === stamp) continue;
    if (now === undefined || digestOf(readFileSync(join(place.root, path))) !== digest)
      return undefined;
    record.inputs[path] = [now, digest];
    isRenewed = true;
  }
  if (isRenewed) tryWriting(place, record);
  return join(place.folder, record.compiled);
}

/** Writes *record* in one step: of several processes, one stays. */
export function writeRecord(place, record) {
  const partial = `${place.record}.${randomBytes(8).toString("hex")}`;
  try {
    writeFileSync(partial, JSON.stringify(record));
    renameSync(partial, place.record);
  } catch (error) {
    rmSync(partial, {force: true});
    throw error;
  }
}

/** Returns what the file system says of the bytes of a file: it changes when they do; undefined without a file. */
export function stampOf(path) {
  const found = statSync(path, {throwIfNoEntry: false});
  return found && `${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}

export function digestOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function tryWriting(place, record) {
  try {
    writeRecord(place, record);
  } catch {
    // The installation is read-only: the next process reads the sources, too, which takes some 20 ms.
  }
}

function maybeRecord({record}) {
  try {
    return JSON.parse(readFileSync(record, "utf8"));
  } catch {
    return undefined;
  }
}

/** Returns whether all modules are there at their length, which after a power cut they may not be. */
function isComplete({folder}, {compiled, outputs}) {
  return Object.entries(outputs).every(
    ([path, bytes]) =>
      statSync(join(folder, compiled, path), {throwIfNoEntry: false})?.size === bytes
  );
}
