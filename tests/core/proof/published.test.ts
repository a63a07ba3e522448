import {webcrypto} from "node:crypto";
import {rm} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {findLatest} from "../../../pipeline/run/latest.js";
import {newPrivateKey, readSigner} from "../../../pipeline/proof/keys.js";
import {publishProof} from "../../../pipeline/proof/publish.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {checkProof, readProof} from "../../../src/core/proof/published.js";
import type {PublishedProof} from "../../../src/core/proof/published.js";
import {auditHeadOf} from "../../../src/core/proof/read-statement.js";
import {publicKeyOf, webProofCrypto} from "../../../src/core/proof/signature.js";
import {newWorkspace, runSmallLogs} from "../../pipeline/proof/small-run.js";

const crypto = webProofCrypto(webcrypto.subtle as unknown as SubtleCrypto);

let folder: string;
let proof: PublishedProof;

beforeAll(async () => {
  const workspace = await newWorkspace();
  ({folder} = workspace);
  await runSmallLogs(workspace.settings, join(folder, "logs"));
  const stores = openStores(workspace.settings);
  const latest = (await findLatest(stores))!;
  proof = JSON.parse(JSON.stringify(await publishProof(stores, latest))) as PublishedProof;
}, 300_000);

afterAll(() => rm(folder, {recursive: true, force: true}));

async function failedChecks(changed: PublishedProof): Promise<string[]> {
  const {ok, checks} = await checkProof(changed, {crypto});
  const failed = checks.filter((check) => !check.ok).map(({what}) => what);
  expect(ok).toBe(failed.length === 0);
  return failed;
}

it("checkProof(proof, crypto) with WebCrypto accepts what publishProof(stores, latest) gives", async () => {
  const {ok, checks, statement, keyId} = await checkProof(proof, {crypto});
  expect(checks.filter((check) => !check.ok)).toEqual([]);
  expect(ok).toBe(true);
  expect(keyId).toBe(proof.key?.jwk.kid);
  expect(checks.map(({what}) => what)).toContain("signature of the statement");
  expect(auditHeadOf(statement!).count).toBeGreaterThan(5);
  expect(statement?.predicate.buildDefinition.resolvedDependencies.map(({name}) => name)).toEqual(
    expect.arrayContaining(["conn[1].log", "b/conn.log", "atalaya", "package-lock.json"])
  );
});

it("checkProof(proof, {keys}) accepts no other key than those, and names the one it found", async () => {
  const other = readSigner(newPrivateKey(), "other").key;
  const own = {keyId: proof.key!.jwk.kid, publicKey: publicKeyOf(proof.key!.jwk)};
  expect(await checkProof(proof, {crypto, keys: [other, own]})).toMatchObject({keyId: own.keyId});
  const {ok, keyId, checks} = await checkProof(proof, {crypto, keys: [other]});
  expect([ok, keyId]).toEqual([false, null]);
  expect(checks.find((check) => !check.ok)).toMatchObject({
    what: "signature of the statement",
    expected: other.keyId.slice(0, 16),
    found: expect.stringContaining(own.keyId.slice(0, 16))
  });
});

it("readProof(bytes) refuses what JSON.stringify would not write: names twice, white space", () => {
  const text = JSON.stringify(proof);
  const read = (of: string) => readProof(new TextEncoder().encode(of));
  expect(read(text)).toEqual(proof);
  for (const changed of [
    ` ${text}`,
    `${text}\n`,
    text.replace('"run":', '"run":"x","run":'),
    text.replace('"envelope":', '"envelope":null,"envelope":'),
    text.replace("atalaya-proof", "\\u0061talaya-proof"),
    text.slice(0, -1),
    "null",
    "[]",
    "{}"
  ])
    expect(() => read(changed)).toThrow("invalid proof");
});

it("checkProof(proof, crypto) names what does not fit: signature, key, run, manifests, files", async () => {
  const other = readSigner(newPrivateKey(), "other").key;
  expect(await failedChecks({...proof, key: {jwk: other.jwk, pem: other.pem}})).toContain(
    "signature of the statement"
  );
  const [first, ...rest] = proof.manifests;
  const text = first.text.replace('"rows":', '"rows":1');
  expect(await failedChecks({...proof, manifests: [{...first, text}, ...rest]})).toContain(
    first.name
  );
  expect(await failedChecks({...proof, run: "20200101-000000-0000"})).toEqual([
    "run of the statement"
  ]);
  expect(await failedChecks({...proof, manifests: rest})).toEqual(["manifests"]);
  expect(await failedChecks({...proof, manifests: [first, ...rest, first]})).toEqual(["manifests"]);
  expect(await failedChecks({...proof, files: proof.files.slice(1)})).toEqual([
    "files of the site"
  ]);
  const [one, two, ...others] = proof.files;
  const swapped = [{...one, name: two.name}, {...two, name: one.name}, ...others];
  expect(await failedChecks({...proof, files: swapped})).toEqual(["files of the site"]);
  const pem = readSigner(newPrivateKey(), "other").key.pem;
  expect(await failedChecks({...proof, key: {...proof.key!, pem}})).toEqual(["key as PEM"]);
  const [signature] = proof.envelope!.signatures;
  const signedTwice = {...proof.envelope!, signatures: [signature, {...signature, keyid: "x"}]};
  expect(await failedChecks({...proof, envelope: signedTwice})).toEqual([
    "signature of the statement"
  ]);
  const envelope = {...proof.envelope!, payloadType: "application/json"};
  expect(await failedChecks({...proof, envelope})).toContain("signature of the statement");
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
    const {ok, checks} = await checkProof({...proof, ...change}, {crypto});
    expect(ok).toBe(false);
    expect(checks.at(-1)).toMatchObject({ok: false});
  }
);
