import {mkdir, readFile, rm, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {openAudit} from "../../../pipeline/audit/open.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {literal, openSession} from "../../../pipeline/duckdb/session.js";
import {manifestText} from "../../../src/core/schema/artifacts.js";
import type {Signer} from "../../../pipeline/proof/keys.js";
import {writeList} from "../../../pipeline/proof/site-manifest.js";
import {signedKind} from "../../../pipeline/proof/statements.js";
import {
  envelopeToJson,
  preAuthenticationEncoding,
  statementType
} from "../../../src/core/proof/dsse.js";
import {emptyChain} from "../../../src/core/proof/chain.js";
import type {PublishedProof} from "../../../src/core/proof/published.js";
import {runStatement, subjectName} from "../../../src/core/proof/statement.js";
import type {RunFacts} from "../../../src/core/proof/statement.js";
import {canonicalJson, phases} from "../../../src/core/schema/artifacts.js";
import type {Json, Manifest, Phase} from "../../../src/core/schema/artifacts.js";

/** A site in a folder, as a build makes it but with hardly anything in it: it takes milliseconds. */
export interface SmallSite {
  folder: string;
  run: string;
  manifests: Record<Phase, Manifest>;

  /** The envelope, as it is stored beside the run. */
  envelope: string;
  finishedAt: Date;
}

/** What to make a site of. */
export interface SmallSiteOptions {
  signer: Signer;
  run: string;

  /** The seconds of its end. */
  second?: number;

  /** The SQL statements that make the tables of events.duckdb, in the database `published`. */
  tables?: string[];

  /** False if the list is not signed. */
  signed?: boolean;
}

const plainTables = [
  "CREATE TABLE published.events AS SELECT i AS rank, '10.0.0.' || i AS src FROM range(20) AS r(i)",
  "CREATE TABLE published.facts AS SELECT 'threshold' AS name, '0.5' AS value"
];

/** Makes a signed site in *folder* which shows *run*. */
export async function makeSmallSite(
  folder: string,
  {signer, run, second = 0, tables = plainTables, signed = true}: SmallSiteOptions
): Promise<SmallSite> {
  await mkdir(folder, {recursive: true});
  const published = new Map<string, Uint8Array>([
    ["events.duckdb", await databaseOf(folder, tables)],
    ...["today", "alerts", "threshold", "model"].map((name): [string, Uint8Array] => [
      `${name}.json`,
      Buffer.from(JSON.stringify({name, run, alerts: 12, hosts: ["10.0.0.5", "10.0.0.6"]}))
    ])
  ]);
  const manifests = manifestsOf(run, published);
  const finishedAt = new Date(Date.UTC(2026, 10, 23, 13, 4, second));
  const envelope = envelopeOf(run, manifests, finishedAt, signer);
  const evaluation = manifests.evaluation;
  const proof: PublishedProof = {
    format: "atalaya-proof/1",
    run,
    envelope: JSON.parse(envelope) as PublishedProof["envelope"],
    key: {jwk: signer.key.jwk, pem: signer.key.pem},
    manifests: phases.map((phase) => ({
      name: subjectName(manifests[phase], "manifest.json"),
      text: manifestText(manifests[phase])
    })),
    files: evaluation.files
      .filter(({path}) => path.startsWith("published/"))
      .map(({path}) => ({path: path.slice(10), name: subjectName(evaluation, path)}))
  };
  for (const [path, bytes] of [...siteFiles(run, published)]) await write(folder, path, bytes);
  await write(folder, "data/proof.json", JSON.stringify(proof));
  await writeList(folder, run, signed ? signer : undefined);
  return {folder, run, manifests, envelope, finishedAt};
}

/** Records *sites* in the audit of *settings*, as the runs that they show, with a key that signed them. */
export async function recordRuns(
  settings: Settings,
  sites: readonly SmallSite[],
  keyId: string
): Promise<void> {
  const audit = await openAudit(settings);
  try {
    for (const {run, manifests, envelope, finishedAt} of sites) {
      const startedAt = finishedAt;
      const start = {run, command: "atalaya run", codeVersion: "0.1.0", parameters: {}, startedAt};
      await audit.beginRun(start);
      for (const phase of phases) {
        const counts = {reused: false, seconds: 1, rowsIn: 1, rowsOut: 1, rejected: 0};
        await audit.recordPhase({run, phase, manifest: manifests[phase], startedAt, ...counts});
      }
      const details = {run, sha256: sha256(envelope), keyId};
      const action = {kind: signedKind, details, actedBy: "atalaya run", actedAt: finishedAt};
      await audit.recordAction(action);
      await audit.finishRun(run, "succeeded", finishedAt);
    }
  } finally {
    await audit.close();
  }
}

async function databaseOf(folder: string, tables: string[]): Promise<Uint8Array> {
  const path = join(folder, "events.partial");
  const session = await openSession({scratch: folder});
  await session.run(`ATTACH ${literal(path)} AS published`);
  for (const sql of tables) await session.run(sql);
  await session.run("DETACH published");
  session.close();
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
}

function manifestsOf(
  run: string,
  published: ReadonlyMap<string, Uint8Array>
): Record<Phase, Manifest> {
  const manifests = phases.map((phase, i): [Phase, Manifest] => {
    const files =
      phase === "evaluation" ? publishedFiles(published) : [fileOf("table.parquet", phase)];
    return [
      phase,
      {
        format: "atalaya-artifact/1",
        key: sha256(`${run} ${phase}`),
        phase,
        phaseVersion: 1,
        parameters: {},
        inputs: [{name: i === 0 ? "conn.log" : phases[i - 1], sha256: sha256(`${run} ${i}`)}],
        files,
        sha256: sha256(`${run} ${phase} digest`),
        rows: 20,
        facts: phase === "ingestion" ? {files: [{name: "conn.log", sha256: sha256("conn.log"), bytes: 4}]} : {} // prettier-ignore
      }
    ];
  });
  return Object.fromEntries(manifests) as Record<Phase, Manifest>;
}

function publishedFiles(published: ReadonlyMap<string, Uint8Array>): Manifest["files"] {
  const files = [...published].map(([path, bytes]) => fileOf(`published/${path}`, bytes));
  return [...files, fileOf("scores.parquet", "scores")].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileOf(path: string, content: string | Uint8Array): Manifest["files"][number] {
  return {path, sha256: sha256(content), bytes: content.length};
}

function envelopeOf(
  run: string,
  manifests: Record<Phase, Manifest>,
  finishedAt: Date,
  {key, sign}: Signer
): string {
  const artifacts = Object.fromEntries(
    phases.map((phase) => [
      phase,
      {manifest: manifests[phase], manifestSha256: sha256(manifestText(manifests[phase]))}
    ])
  ) as RunFacts["artifacts"];
  const statement = runStatement({
    run,
    startedAt: finishedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    artifacts,
    audit: emptyChain,
    code: {version: "0.1.0", sha256: sha256("code"), lockSha256: null, commit: null},
    versions: {},
    machine: {platform: "linux", architecture: "x64"}
  });
  const payload = new TextEncoder().encode(canonicalJson(statement as unknown as Json));
  const sig = sign(preAuthenticationEncoding(statementType, payload));
  const signatures = [{keyid: key.keyId, sig}];
  return envelopeToJson({payloadType: statementType, payload, signatures});
}

function siteFiles(
  run: string,
  published: ReadonlyMap<string, Uint8Array>
): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  for (const [name, bytes] of published)
    files.set(`_file/data/${name.replace(/(\.\w+)$/, `.${sha256(bytes).slice(0, 8)}$1`)}`, bytes);
  files.set("_file/data/runs.01234567.json", JSON.stringify({runs: [run]}));
  files.set("_file/style/atalaya.0a1b2c3d.css", ".alert { color: red; }\n".repeat(90));
  files.set("_import/components/today.89abcdef.js", 'export const file = "today.json";\n');
  files.set("_observablehq/client.js", "export {};\n");
  for (const page of ["index", "alert", "verify"]) files.set(`${page}.html`, pageOf(page, run));
  return files;
}

function pageOf(page: string, run: string): string {
  return `<!doctype html>\n<title>${page}</title>\n<h1>12 alerts of 20 events in ${run}</h1>\n${"<p>10.0.0.5</p>\n".repeat(80)}`;
}

async function write(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), {recursive: true});
  await writeFile(join(folder, path), content);
}
