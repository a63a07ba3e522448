import {sha256Of} from "../../core/proof/sha256.js";
import {formatCount, visible} from "../kit/format.js";
import type {VerdictSubject} from "../records/verdict-controls.js";
import type {LogWorker} from "./worker-client.js";
import type {FullEvent} from "./messages.js";

/** The identity of a dropped log outside of this page: the digests of its files. */
export interface LogIdentity {
  /** The files in the order they were dropped, with the SHA-256 of each as it is, compressed or not. */
  files: {name: string; sha256: string}[];

  /** The digest of the file; of several, the SHA-256 of their digests, a line each. */
  sha256: string;
}

/** Returns a function that gets the identity of the log of *worker*, once; it rejects if a file cannot be read any more. */
export function identityOf(worker: LogWorker): () => Promise<LogIdentity> {
  let asked: Promise<LogIdentity> | null = null;
  const ask = async (): Promise<LogIdentity> => {
    const answer = await worker.ask({kind: "digests"}, "digests");
    if (!answer) throw new Error("log not found; drop it again");
    return logIdentity(answer.files);
  };
  return () => (asked ??= ask());
}

/** Returns the identity of a log of *files*. */
export function logIdentity(files: LogIdentity["files"]): LogIdentity {
  const lines = files.map(({sha256}) => `${sha256}\n`).join("");
  const sha256 = files.length === 1 ? files[0].sha256 : sha256Of(new TextEncoder().encode(lines));
  return {files, sha256};
}

/** Returns the digests and names of the files, a line each, as `sha256sum` writes them; at most 20. */
export function checksumLines({files}: LogIdentity): string {
  const lines = files
    .slice(0, 20)
    .map(({name, sha256}) => `${sha256}  ${visible(name.replace(/[\r\n]/g, " ")).slice(0, 200)}`);
  const rest = files.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${formatCount(rest)} more`] : [])].join("\n");
}

/**
 * Returns the event of a verdict on a dropped log. Its name is the one that a run over the same file gives it;
 * it has no number of a run, since it belongs to none.
 */
export function verdictEvent(
  {fields, file, line}: FullEvent,
  {files}: LogIdentity
): VerdictSubject {
  return {
    file: files[file].sha256,
    line,
    event: null,
    evaluation: null,
    time: Math.floor(Number(fields.time)),
    src: String(fields.src).slice(0, 200),
    dst: String(fields.dst).slice(0, 200),
    score: Number(fields.score)
  };
}
