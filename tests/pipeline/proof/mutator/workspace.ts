import {existsSync} from "node:fs";
import {cp, lstat, mkdir, readFile, rename, rm, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {openAudit} from "../../../../pipeline/audit/open.js";
import type {Settings} from "../../../../pipeline/config/settings.js";
import {readSigner} from "../../../../pipeline/proof/keys.js";
import type {PublicKey} from "../../../../pipeline/proof/keys.js";
import {envelopeOf} from "../../../../pipeline/proof/statements.js";
import {defaultRequest} from "../../../../pipeline/run/request.js";
import {run} from "../../../../pipeline/run/flow.js";
import type {ChainHead} from "../../../../src/core/proof/chain.js";
import {readStatement} from "../../../../src/core/proof/read-statement.js";
import {newWorkspace, runSmallLogs, silent} from "../small-run.js";

/** A workspace that an attacker changes, and that is put back. */
export interface Victim {
  settings: Settings;
  /** The runs, oldest first; the last is the latest. */
  runs: string[];
  /** What the reader has from elsewhere. */
  key: PublicKey;
  anchor: ChainHead;

  /** Returns the names of the objects that the statement on *run* names, and of what it stands on. */
  objects(run: string): string[];

  /** Returns the path of an object; e.g., `eval/latest.json`. */
  path(name: string): string;

  /** Keeps what is at *path*, a file or folder or nothing, so that `restore` puts it back. */
  keep(path: string): Promise<void>;

  /** Puts everything back. */
  restore(): Promise<void>;
}

/** Makes a workspace of two small runs that share their first two artifacts. */
export async function newVictim(): Promise<Victim & {folder: string}> {
  const {folder, settings} = await newWorkspace();
  const first = await runSmallLogs(settings, join(folder, "logs"));
  const patterns = [join(folder, "logs", "conn[1].log"), join(folder, "logs", "b", "*.log")];
  const input = {kind: "files" as const, patterns};
  const small = {...defaultRequest, input, trees: 6, sampleSize: 16, budgetPerDay: 3};
  const second = await run(small, settings, silent);
  await cp(settings.workspace, join(folder, "kept"), {recursive: true});
  const audit = await openAudit(settings);
  const anchor = await audit.auditHead();
  await audit.close();
  const pem = await readFile(join(settings.keys, "signing.key.pem"), "utf8");
  const {key} = readSigner(pem, "own");
  const runs = [first.run, second.run];
  const path = (name: string) => {
    const [layer, ...rest] = name.split("/");
    return join(settings.store, settings.buckets[layer as "raw"], ...rest);
  };
  const objects: Record<string, string[]> = {};
  for (const one of runs) {
    const statement = `eval/statements/${one}.dsse.json`;
    const {payload} = envelopeOf(await readFile(path(statement)));
    const {subject} = readStatement(new TextDecoder().decode(payload));
    const names = subject.map(({name}) => name).filter((name) => !name.startsWith("audit/"));
    objects[one] = [...names, statement, `eval/keys/${key.keyId}.pem`, "eval/latest.json"];
  }
  return {folder, settings, runs, key, anchor, path, objects: (one) => objects[one], ...keeper(folder, settings)}; // prettier-ignore
}

function keeper(folder: string, {workspace, audit}: Settings): Pick<Victim, "keep" | "restore"> {
  const aside = join(folder, "aside");
  const kept: {path: string; bytes: Buffer | "folder" | undefined}[] = [];
  return {
    async keep(path) {
      if (kept.some((one) => one.path === path)) return;
      const found = await lstat(path).catch(() => undefined);
      if (path === audit)
        kept.push({path, bytes: "folder"}); // there is a copy of it
      else if (found?.isDirectory()) {
        await cp(path, join(aside, String(kept.length)), {recursive: true});
        kept.push({path, bytes: "folder"});
      } else kept.push({path, bytes: found && (await readFile(path))});
    },
    async restore() {
      for (const [i, {path, bytes}] of [...kept.entries()].reverse()) {
        await rm(path, {recursive: true, force: true});
        if (bytes === undefined) continue;
        await mkdir(dirname(path), {recursive: true});
        if (path === audit) {
          await cp(join(folder, "kept", path.slice(workspace.length)), path, {recursive: true});
        } else if (bytes === "folder") await rename(join(aside, String(i)), path);
        else await writeFile(path, bytes);
      }
      kept.length = 0;
      if (existsSync(aside)) await rm(aside, {recursive: true});
    }
  };
}
