import {problemText} from "../../../../src/core/sigma/parse/problem.js";
import type {Problem} from "../../../../src/core/sigma/parse/problem.js";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import type {ParsedRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {evaluationParameters} from "../../../../src/core/published/provenance.js";
import {fileKey, findManifest} from "../../../artifacts/artifacts.js";
import {NotFoundError, UsageError} from "../../../config/errors.js";
import {literal, openSession} from "../../../duckdb/session.js";
import {makeScratch} from "../../../lease/scratch.js";
import {backtestRules} from "../../../rules/backtest-rules.js";
import type {Backtest, RuleCost} from "../../../rules/backtest-rules.js";
import {listRuleFiles, readRuleFile} from "../../../rules/read-rules.js";
import {openStores} from "../../../storage/open.js";
import {plainText} from "../../plain-text.js";
import type {CommandCall} from "../command.js";
import {findEvaluation} from "../find-evaluation.js";
import {listOption} from "./rule-options.js";

/** Prints what the rules in *paths* would have cost in a run; returns 1 if one is not valid, or makes too many alerts. */
export async function backtest(paths: string[], call: CommandCall): Promise<number> {
  const {values, json, print, reporter} = call;
  if (paths.length === 0)
    throw new UsageError("missing file: atalaya rules backtest RULE…; see `atalaya rules --help`");
  const limit = limitOf(values["fail-over"]);
  const asked = (await Promise.all(paths.map(listRuleFiles))).flat();
  const others = (await Promise.all(listOption(values, "rules").map(listRuleFiles))).flat();
  const {documents, problems} = await readDocuments([...new Set([...asked, ...others])]);
  for (const problem of problems) reporter.warn(plainText(problemText(problem)));
  const result = await backtestIn(call, documents, new Set(asked));
  const over = result.rules.filter(({alertsPerDay}) => alertsPerDay.mean > limit);
  if (json) print(JSON.stringify({...result, problems}));
  else printAll(result, print);
  for (const {title, alertsPerDay} of over)
    reporter.warn(plainText(`${title}: ${rounded(alertsPerDay.mean)} alerts a day, more than ${limit}`)); // prettier-ignore
  return over.length > 0 || problems.some(({severity}) => severity === "error") ? 1 : 0;
}

function limitOf(value: CommandCall["values"][string]): number {
  if (value === undefined) return Infinity;
  const limit = Number(value);
  if (value === "" || !Number.isFinite(limit) || limit < 0)
    throw new UsageError(`invalid --fail-over: ${String(value)}; give alerts a day, 0 or more`);
  return limit;
}

/** Reads the valid documents of *files*, in order, and what is wrong with the others. */
async function readDocuments(files: readonly string[]) {
  const parsed: ParsedRules["rules"] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const found = await readRuleFile(file, {});
    parsed.push(...found.rules);
    problems.push(...found.problems);
  }
  const linked = linkRules(parsed);
  problems.push(...linked.problems);
  const documents = parsed.map(({place, text}) => ({source: "user" as const, path: place.file, yaml: text})); // prettier-ignore
  return {documents, problems};
}

type Documents = Awaited<ReturnType<typeof readDocuments>>["documents"];

async function backtestIn(
  call: CommandCall,
  documents: Documents,
  asked: ReadonlySet<string>
): Promise<Backtest> {
  const stores = openStores(call.settings);
  const key = await findEvaluation(call, stores);
  const manifest = await findManifest(stores, "evaluation", key);
  const path = await stores.eval
    .localPath(fileKey({key}, "published/events.duckdb"))
    .catch((error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
      return undefined;
    });
  if (!manifest || path === undefined)
    throw new UsageError("this run has no tables: its EVAL was removed; run it again");
  const scratch = await makeScratch(call.settings.scratch, {elsewhere: true});
  const session = await openSession({scratch: scratch.folder, threads: call.settings.threads});
  try {
    await session.run(`ATTACH ${literal(path)} AS published (READ_ONLY)`);
    const [fact] = await session.rows<{value: string}>("SELECT value FROM published.facts WHERE name = 'threshold'"); // prettier-ignore
    const {budgetPerDay} = evaluationParameters(manifest);
    return await backtestRules(session, {documents, asked, threshold: Number(fact.value), budgetPerDay}); // prettier-ignore
  } finally {
    session.close();
    scratch.remove();
  }
}

function printAll(result: Backtest, print: CommandCall["print"]): void {
  const {rules, budgetPerDay, alertsPerDay, days} = result;
  for (const rule of rules) print(linesOf(rule, budgetPerDay).map(plainText).join("\n"));
  const together = `${rounded(alertsPerDay)} alerts a day together, over ${rounded(days)} days`;
  print(`${rules.length} rules: ${together}; the budget is ${rounded(budgetPerDay)} a day`);
}

function linesOf(rule: RuleCost, budget: number): string[] {
  const {title, level, id, reason, hits, alertsPerDay, flows, incidents} = rule;
  const head = `${level.padEnd(13)}  ${title}  ${id}`;
  if (reason !== null) return [head, `    not applicable: ${reason}`];
  if (hits === 0) return [head, "    no hit"];
  const {mean, min, median, max} = alertsPerDay;
  const over = rule.overBudget ? `; over the budget of ${rounded(budget)} a day` : "";
  const model = flows === 0 ? [] : [`    ${percent(rule.modelAlerts / flows)} of its ${flows} flows are alerts of the model`]; // prettier-ignore
  const labels = rule.precision === null ? [] : [`    labels: ${rule.attacks} attacks, ${rule.benign} benign: precision ${percent(rule.precision)}`]; // prettier-ignore
  const values = rule.frequent.map(({field, value, share}) => `${field} ${value} (${percent(share)})`); // prettier-ignore
  return [
    head,
    `    ${hits} hits, ${rule.entities} entities, ${rule.alerts} alerts: ${rounded(mean)} a day (${min} to ${max}, median ${rounded(median)})${over}`,
    ...model,
    ...labels,
    `    joins ${incidents.joins} incidents of the models, opens ${incidents.opens}`,
    ...(values.length > 0 ? [`    most frequent: ${values.join(", ")}`] : [])
  ];
}

function rounded(number: number): string {
  return String(Number(number.toPrecision(3)));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
