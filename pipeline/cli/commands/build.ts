import {buildSite} from "../../site/build.js";
import {siteDefaults} from "../../site/defaults.js";
import {readModelNames, siteModelsHelp, siteModelsOption} from "../site-models-option.js";
import type {Command} from "./command.js";

/** Builds the site. */
export const command: Command = {
  usage: "",
  description: `Builds the site, static files, from the latest run of the workspace. If there is no run
yet, the synthetic feed makes the first.`,
  options: {out: {type: "string"}, suite: {type: "string"}, ...siteModelsOption},
  optionHelp: [
    ["--out DIR", `the folder of the site (${siteDefaults.out})`],
    siteModelsHelp,
    ["--suite DIGEST", "the suite of `atalaya bench-suite` to show (the newest)"]
  ],
  async run({values, json, settings, reporter, print}) {
    const out = (values.out as string | undefined) ?? siteDefaults.out;
    const site = await buildSite(out, settings, reporter, {
      suite: values.suite as string | undefined,
      models: readModelNames(values)
    });
    if (json) print(JSON.stringify(site));
    else
      print(
        `${site.pages} pages, ${site.files} files, ${(site.bytes / 1e6).toFixed(1)} MB in ${site.out}\nnext: \`atalaya serve\``
      );
    return 0;
  }
};
