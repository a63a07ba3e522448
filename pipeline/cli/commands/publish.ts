import {UsageError} from "../../config/errors.js";
import {studySeeds} from "../../evaluation/study/study.js";
import {findLatest} from "../../run/latest.js";
import {evaluateRun} from "../../run/study/evaluate-run.js";
import {buildInto} from "../../site/build.js";
import {copySite, publishSite} from "../../site/publish/publish-site.js";
import type {PublishedSite} from "../../site/publish/publish-site.js";
import {openStores} from "../../storage/open.js";
import {readModelNames, siteModelsHelp, siteModelsOption} from "../site-models-option.js";
import type {Command, CommandCall, OptionValues} from "./command.js";
import {command as run} from "./run.js";

/** The options of a run, but for --distributed: a site is built where its run was. */
const {distributed: _, ...runOptions} = run.options;

/** Takes logs through all phases, and makes the site of that run the live one: what a schedule does. */
export const command: Command = {
  usage: "[files…]",
  description: `Does what \`atalaya run\` does with the same options and files, which its help lists,
builds the site of the latest run, compares every file of it with the site's manifest,
and makes it the live one of a folder, in one step: DIR/live leads to it, for nginx. Any
number may publish to one folder at once. A site of an older run never takes the place of
a newer one. With --full it is live first, and is published once more with the evaluation.

The exit code is that of the run; 0 or 3 if the site was published, or a newer one was.`,
  options: {
    ...runOptions,
    ...siteModelsOption,
    to: {type: "string"},
    built: {type: "string"},
    force: {type: "boolean"}
  },
  optionHelp: [
    ["--to DIR", "the folder to publish in"],
    ["--built DIR", "publish the site that `atalaya build` made in a folder: no run, no build"],
    siteModelsHelp,
    ["--force", "even if the live site shows a newer run"]
  ],
  takesPositionals: true,
  async run(call) {
    const {values} = call;
    readModelNames(values); // an invalid option costs no run
    const {to, built} = values as {to?: string; built?: string};
    if (to === undefined)
      throw new UsageError("missing --to; name the folder whose link `live` a server reads");
    const prepared = built === undefined ? undefined : await readBuilt(built, call);
    const lines: string[] = [];
    const isFull = values.full === true;
    const later = {...call, values: {...values, full: undefined}}; // the site is live before it is evaluated
    const code = prepared ? 0 : await run.run({...later, print: (text) => void lines.push(text)});
    if (code !== 0 && code !== 3) return code;
    if (!call.json) lines.forEach((text) => call.print(text));
    const first = await publish(to, prepared, call);
    if (prepared && first.outcome === "older")
      throw new UsageError(
        `the live site shows a newer run than ${built}, and stays: ${first.live}; --force publishes it nevertheless`
      );
    const evaluated = isFull
      ? await evaluateRun({seeds: studySeeds.default}, call.settings, call.reporter)
      : null;
    const site = evaluated ? await publish(to, undefined, call) : first;
    const ran = call.json && lines.length > 0 ? (JSON.parse(lines[0]) as unknown) : null;
    call.print(call.json ? JSON.stringify({run: ran, site}) : textOf(site, to));
    return code;
  }
};

async function publish(
  to: string,
  prepared: ((folder: string) => Promise<void>) | undefined,
  {values, settings, reporter}: CommandCall
): Promise<PublishedSite> {
  return publishSite(
    {
      to,
      build:
        prepared ??
        ((folder) => buildInto(folder, settings, reporter, {models: readModelNames(values)})),
      latestRun: async () => (await findLatest(openStores(settings)))?.run,
      force: values.force === true
    },
    reporter
  );
}

/** Returns what copies the site in *built*; throws a UsageError if there is none, or if the call asks for a run as well. */
async function readBuilt(
  built: string,
  {positionals, values}: CommandCall
): Promise<(folder: string) => Promise<void>> {
  const [more] = [...positionals, ...given(values).map((name) => `--${name}`)];
  if (more !== undefined)
    throw new UsageError(
      `ambiguous site: --built names one that is there, and ${more} is for a run; omit one of them`
    );
  return copySite(built);
}

function given(values: OptionValues): string[] {
  return Object.keys({...runOptions, ...siteModelsOption}).filter(
    (name) => values[name] !== undefined
  );
}

function textOf({live, outcome, files}: PublishedSite, to: string): string {
  const lines = {
    published: `published ${files} files, each compared with the manifest of the site`,
    same: "nothing to publish: the same site was live",
    older: "not published: the live site shows a newer run"
  };
  return `${lines[outcome]}\nlive: ${to}/live, ${live}`;
}
