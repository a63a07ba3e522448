import {maxSiteModels} from "../../src/core/published/site-models.js";
import {UsageError} from "../config/errors.js";
import type {OptionValues} from "./commands/command.js";

/** The option that names the models of a site, for the commands that build one. */
export const siteModelsOption = {models: {type: "string"}} as const;

/** The help of the option. */
export const siteModelsHelp: [string, string] = [
  "--models M,…",
  `models that pages can score with in the browser, ${maxSiteModels} at most beside that of the run: a stage (champion), a run, NAME@VERSION or a digest`
];

/** Returns the names in `--models`; none if it is not given. Throws a UsageError if it names nothing. */
export function readModelNames({models}: OptionValues): string[] {
  if (models === undefined) return [];
  const names = String(models)
    .split(",")
    .map((name) => name.trim());
  if (names.some((name) => name === ""))
    throw new UsageError(
      `invalid --models: ${JSON.stringify(models)} has an empty name; name models as in --models champion,NAME@VERSION`
    );
  return [...new Set(names)];
}
