import {sha256Of} from "../../core/proof/sha256.js";
import {maxSiteModelBytes, siteModelPath} from "../../core/published/site-models.js";
import {webProofCrypto} from "../../core/proof/signature.js";
import type {SiteModel} from "../../core/schema/site-models.js";

/**
 * Returns the text of the file of *model*, which is found from the URL of site-models.json, *listed*. Rejects unless it has the
 * size and the digest that are listed.
 */
export async function fetchModel(
  listed: string,
  {sha256, bytes: size}: Pick<SiteModel, "sha256" | "bytes">
): Promise<string> {
  const root = new URL("../../", new URL(listed, document.baseURI));
  const response = await fetch(new URL(siteModelPath(sha256), root));
  if (!response.ok) throw new Error(`model file not found: status ${response.status}`);
  if (!(size <= maxSiteModelBytes)) throw new Error(`invalid model: ${size} bytes`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const {subtle} = crypto;
  const digest = bytes.length === size && (await (subtle ? webProofCrypto(subtle).sha256(bytes) : sha256Of(bytes))); // prettier-ignore
  if (digest !== sha256)
    throw new Error("changed model file: its digest is not the one that is listed");
  return new TextDecoder().decode(bytes);
}
