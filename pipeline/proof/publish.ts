import {readEnvelope} from "../../src/core/proof/dsse.js";
import type {PublishedProof} from "../../src/core/proof/published.js";
import {findSigner} from "../../src/core/proof/signature.js";
import {fileSubjectName, subjectName} from "../../src/core/proof/statement.js";
import {manifestText, phases} from "../../src/core/schema/artifacts.js";
import {NotFoundError} from "../config/errors.js";
import type {Latest} from "../run/latest.js";
import {fileKey, findManifest} from "../artifacts/artifacts.js";
import type {Stores} from "../storage/store.js";
import {nodeProofCrypto} from "./keys.js";
import type {PublicKey} from "./keys.js";
import {findPublicKey, statementKey} from "./statements.js";

/** The start of the paths of the files that an evaluation publishes. */
const published = "published/";

/**
 * Returns what a reader of the site needs to check the *latest* run: the signed statement, the public
 * key, the manifests. A run from before there were statements has neither statement nor key.
 */
export async function publishProof(stores: Stores, latest: Latest): Promise<PublishedProof> {
  const envelope = await maybeEnvelope(stores, latest.run);
  const key = envelope && (await findKey(stores, envelope));
  const manifests: PublishedProof["manifests"] = [];
  const files: PublishedProof["files"] = [];
  for (const phase of phases) {
    const manifest = await findManifest(stores, phase, latest[phase]);
    if (!manifest)
      throw new NotFoundError(`artifact not found: ${fileKey({key: latest[phase]}, "")}`);
    manifests.push({name: subjectName(manifest, "manifest.json"), text: manifestText(manifest)});
    for (const file of manifest.files)
      if (file.path.startsWith(published))
        files.push({
          path: file.path.slice(published.length),
          name: fileSubjectName(manifest, file)
        });
  }
  return {
    format: "atalaya-proof/1",
    run: latest.run,
    envelope: envelope ?? null,
    key: key ? {jwk: key.jwk, pem: key.pem} : null,
    manifests,
    files
  };
}

async function maybeEnvelope(
  stores: Stores,
  run: string
): Promise<NonNullable<PublishedProof["envelope"]> | undefined> {
  try {
    const text = new TextDecoder().decode(await stores.eval.read(statementKey(run)));
    return JSON.parse(text) as NonNullable<PublishedProof["envelope"]>;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function findKey(stores: Stores, value: unknown): Promise<PublicKey | undefined> {
  const envelope = readEnvelope(value);
  for (const {keyid} of envelope.signatures) {
    const key = await findPublicKey(stores.eval, keyid);
    if (key && (await findSigner(envelope, [key], nodeProofCrypto))) return key;
  }
  return undefined;
}
