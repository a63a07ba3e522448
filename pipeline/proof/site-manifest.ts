import {readdir, rm, writeFile} from "node:fs/promises";
import {join, relative, sep} from "node:path";
import {preAuthenticationEncoding} from "../../src/core/proof/dsse.js";
import {
  signedPart,
  siteManifestPath,
  siteManifestText,
  siteManifestType
} from "../../src/core/proof/site.js";
import type {SiteFileEntry, SiteManifest} from "../../src/core/proof/site.js";
import type {Settings} from "../config/settings.js";
import type {Latest} from "../run/latest.js";
import {sha256OfFile} from "../artifacts/digest.js";
import {openStores} from "../storage/open.js";
import {maybeSignerOf} from "./key-folder.js";
import {readSigner} from "./keys.js";
import type {Signer} from "./keys.js";
import {publishProof} from "./publish.js";

/**
 * Writes the list of all files in *folder*, a site that shows the run *latest*, with their digests. It is
 * signed with the key that signed the run, if that is at hand: no other would prove anything.
 * Returns whether it is signed. To be called last: a file that changes afterwards is found changed.
 */
export async function writeSiteManifest(
  folder: string,
  latest: Latest,
  settings: Settings
): Promise<boolean> {
  const {key} = await publishProof(openStores(settings), latest);
  const signer = key ? await maybeSigner(settings, key.jwk.kid) : undefined;
  await writeList(folder, latest.run, signer);
  return signer !== undefined;
}

/** Writes the list of all files in *folder*, a site that shows *run*, signed by *signer* if there is one. */
export async function writeList(
  folder: string,
  run: string,
  signer: Signer | undefined
): Promise<void> {
  await rm(join(folder, siteManifestPath), {force: true});
  const unsigned = {format: "atalaya-site/1" as const, run, files: await listFiles(folder)};
  const signatures: SiteManifest["signatures"] = signer
    ? [
        {
          keyid: signer.key.keyId,
          sig: signer.sign(preAuthenticationEncoding(siteManifestType, signedPart(unsigned)))
        }
      ]
    : [];
  await writeFile(join(folder, siteManifestPath), siteManifestText({...unsigned, signatures}));
}

async function listFiles(folder: string): Promise<SiteFileEntry[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files: SiteFileEntry[] = [];
  for (const path of paths) {
    const name = relative(folder, path).split(sep).join("/");
    files.push({path: name, ...(await sha256OfFile(path))});
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function maybeSigner(
  {signingKey, keys}: Settings,
  keyId: string
): Promise<Signer | undefined> {
  const given = signingKey && readSigner(signingKey.reveal(), "ATALAYA_SIGNING_KEY");
  return given?.key.keyId === keyId ? given : maybeSignerOf(keys, keyId);
}
