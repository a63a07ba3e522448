import {
  describeSiteModel,
  maxSiteModels,
  noSiteModels,
  readSiteModel,
  siteModelsPage
} from "../../core/published/site-models.js";
import type {ReadSiteModel} from "../../core/published/site-models.js";
import type {Findings} from "../../core/published/findings.js";
import {provenanceOf} from "../../core/published/provenance.js";
import type {SiteModelHead, SiteModelsPage} from "../../core/schema/site-models.js";
import type {Fetched} from "./fetch-file.js";

/** A model of the site, as its list and its file say. */
export type ListedModel = ReadSiteModel & Pick<SiteModelHead, "sha256" | "bytes">;

/**
 * Reads the models that the *published* site-models.json lists, that of the run first, which is in the file *own*; none if it lists
 * none. Throws if a file is missing, or not the one that is listed.
 */
export function readListedModels(
  published: ReadonlyMap<string, unknown>,
  files: ReadonlyMap<string, Fetched>,
  own: string
): ListedModel[] {
  const page = published.get("site-models.json") as SiteModelsPage | undefined;
  return (page?.models ?? []).slice(0, 1 + maxSiteModels).map(({sha256, scale}, i) => {
    const found = files.get(i === 0 ? own : `${sha256}.json`);
    if (!found?.bytes || !found.sha256 || (i > 0 && found.sha256 !== sha256))
      throw new Error(`the model file with the digest ${sha256} is missing, or was changed`);
    const model = readSiteModel(new TextDecoder().decode(found.bytes), scale);
    return {...model, sha256: found.sha256, bytes: found.size};
  });
}

/**
 * Returns site-models.json as the events and the model files give it: *scores* are those of the models but the first. What the
 * registry says of a model, and the scale of a detector, which no file of the site gives, is undefined.
 */
export function recomputeSiteModels(
  {chain, key, parameters, budgetPerDay, days, scores: own}: Findings,
  listed: readonly ListedModel[],
  scores: readonly Float64Array[]
): SiteModelsPage {
  if (listed.length === 0) return noSiteModels;
  const models = listed.map((model, i) => {
    const {sha256, bytes} = model;
    const unknown = {version: undefined, stage: undefined, run: undefined};
    const scale = model.forest ? null : undefined;
    const head = {...unknown, ...describeSiteModel(model), sha256, bytes, scale};
    return {head: head as unknown as SiteModelHead, scores: i === 0 ? own.score : scores[i - 1]};
  });
  const provenance = provenanceOf(chain, key, parameters);
  return siteModelsPage({provenance, own, budgetPerDay, days, models});
}
