import {webcrypto} from "node:crypto";
import {rm} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {findLatest} from "../../../pipeline/run/latest.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {publishProof} from "../../../pipeline/proof/publish.js";
import {fileKey} from "../../../pipeline/artifacts/artifacts.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {checkFile, checkProof} from "../../../src/core/proof/published.js";
import type {PublishedProof} from "../../../src/core/proof/published.js";
import {auditHeadOf} from "../../../src/core/proof/read-statement.js";
import {webProofCrypto} from "../../../src/core/proof/signature.js";
import {newWorkspace, runSmallLogs} from "../../pipeline/proof/small-run.js";

const crypto = webProofCrypto(webcrypto.subtle as unknown as SubtleCrypto);

let folder: string;
let proof: PublishedProof;
let read: (name: string) => Promise<Uint8Array>;

beforeAll(async () => {
  const workspace = await newWorkspace();
  ({folder} = workspace);
  await runSmallLogs(workspace.settings, join(folder, "logs"));
  const stores = openStores(workspace.settings);
  const latest = (await findLatest(stores))!;
  proof = JSON.parse(JSON.stringify(await publishProof(stores, latest))) as PublishedProof;
  read = (path) => stores.eval.read(fileKey({key: latest.evaluation}, `published/${path}`));
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

async function failedChecks(changed: PublishedProof): Promise<string[]> {
  const {ok, checks} = await checkProof(changed, crypto);
  const failed = checks.filter((check) => !check.ok).map(({what}) => what);
  expect(ok).toBe(failed.length === 0);
  return failed;
}

it("checkProof(proof, crypto) with WebCrypto accepts what publishProof(stores, latest) gives", async () => {
  const {ok, checks, statement, keyId} = await checkProof(proof, crypto);
  expect(checks.filter((check) => !check.ok)).toEqual([]);
  expect(ok).toBe(true);
  expect(keyId).toBe(proof.key?.jwk.kid);
  expect(checks.map(({what}) => what)).toContain("signature");
  expect(auditHeadOf(statement!).count).toBeGreaterThan(5);
  expect(statement?.predicate.buildDefinition.resolvedDependencies.map(({name}) => name)).toEqual(
    expect.arrayContaining(["conn[1].log", "b/conn.log", "atalaya", "package-lock.json"])
  );
});

it("checkFile(name, bytes, statement, crypto) accepts each file of the site, and none with a bit changed", async () => {
  const {statement} = await checkProof(proof, crypto);
  const paths = proof.files.map(({path}) => path);
  for (const path of [
    "events.duckdb",
    "method.json",
    "model.json",
    "models.json",
    "second-model.json",
    "today.json"
  ])
    expect(paths).toContain(path);
  for (const {path, name} of proof.files) {
    const bytes = await read(path);
    expect(await checkFile(name, bytes, statement!, crypto)).toMatchObject({ok: true});
    const changed = bytes.slice();
    changed[changed.length >> 1] ^= 1;
    expect(await checkFile(name, changed, statement!, crypto)).toMatchObject({ok: false});
  }
  const unknown = await checkFile("eval/other", new Uint8Array(), statement!, crypto);
  expect(unknown).toMatchObject({ok: false, expected: "nothing"});
});

it("checkProof(proof, crypto) names what does not fit: signature, run, manifest", async () => {
  const other = readSigner(newPrivateKey(), "other").key;
  expect(await failedChecks({...proof, key: {jwk: other.jwk, pem: other.pem}})).toContain(
    "signature"
  );
  const [first, ...rest] = proof.manifests;
  const text = first.text.replace('"rows":', '"rows":1');
  expect(await failedChecks({...proof, manifests: [{...first, text}, ...rest]})).toContain(
    first.name
  );
  expect(await failedChecks({...proof, run: "20200101-000000-0000"})).toEqual(["run"]);
  const envelope = {...proof.envelope!, payloadType: "application/json"};
  expect(await failedChecks({...proof, envelope})).toContain("signature");
});

it.each<[string, Partial<PublishedProof>]>([
  ["no envelope", {envelope: null}],
  ["no key", {key: null}],
  ["a manifest that is no JSON", {manifests: [{name: "x", text: "{"}]}],
  [
    "a payload that is no statement",
    {envelope: {payloadType: "x", payload: "e30=", signatures: []}}
  ]
])(
  "checkProof(proof, crypto) says that there is something wrong with %s, and never rejects",
  async (_, change) => {
    const {ok, checks} = await checkProof({...proof, ...change}, crypto);
    expect(ok).toBe(false);
    expect(checks.at(-1)).toMatchObject({ok: false});
  }
);
