import type {SiteModel, SiteModelsPage} from "../../core/schema/site-models.js";

/** The parameter of the URL that names the model: the start of the digest of its file. */
export const modelParameter = "model";

/** The digits of the digest of a model in a URL; fewer than `minDigits` name none. */
const digits = 12;
const minDigits = 8;

/** Returns what names the model in the URL of the page, for links that keep it; null for none. */
export function modelInUrl(): string | null {
  return new URLSearchParams(location.search).get(modelParameter);
}

/** Returns what names *model* in a URL. */
export function modelId({sha256}: SiteModel): string {
  return sha256.slice(0, digits);
}

/** Returns the name of *model* as people read it: `NAME@VERSION`, or with the start of its digest if it has no version. */
export function modelLabel({name, version, sha256}: SiteModel): string {
  return version === null ? `${name} ${sha256.slice(0, 8)}` : `${name}@${version}`;
}

/** Returns the model that *search*, the query of a URL, names; null for that of the run, or if the site has none of that name. */
export function chosenModel({models}: SiteModelsPage, search: string): SiteModel | null {
  const id = new URLSearchParams(search).get(modelParameter);
  if (id === null || id.length < minDigits) return null;
  return models.slice(1).find(({sha256}) => sha256.startsWith(id)) ?? null;
}

/** Returns whether *search* names a model that the site does not have. */
export function isUnknownModel(page: SiteModelsPage, search: string): boolean {
  const id = new URLSearchParams(search).get(modelParameter);
  if (id === null || chosenModel(page, search)) return false;
  return !(id.length >= minDigits && page.models[0]?.sha256.startsWith(id));
}
