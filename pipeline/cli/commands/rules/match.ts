import {mappedOptions} from "../../../../src/core/sigma/match/mapped-options.js";
import {RuleMatcher} from "../../../../src/core/sigma/match/match-rules.js";
import type {RuleHit} from "../../../../src/core/sigma/match/match-rules.js";
import {problemText} from "../../../../src/core/sigma/parse/problem.js";
import {ruleKey} from "../../../../src/core/sigma/rule.js";
import {UsageError} from "../../../config/errors.js";
import {readEvents} from "../../../rules/read-events.js";
import {readRules} from "../../../rules/read-rules.js";
import {plainText} from "../../plain-text.js";
import type {CommandCall} from "../command.js";
import {listOption, mappingOption, placeholdersOption} from "./rule-options.js";

/** Prints which rules match which events; returns 3 if an event was rejected. */
export async function match(args: string[], call: CommandCall): Promise<number> {
  const {values, json, print, reporter} = call;
  const [folders, files] = [
    listOption(values, "rules"),
    [...listOption(values, "events"), ...args]
  ];
  if (folders.length === 0) throw new UsageError("missing --rules: name a folder or file of rules");
  if (files.length === 0) throw new UsageError("missing --events: name a file of events");
  const mapping = await mappingOption(values);
  const {rules, problems} = await readRules(folders, await placeholdersOption(values));
  for (const problem of problems) reporter.warn(plainText(problemText(problem)));
  const matcher = new RuleMatcher(rules, mapping && mappedOptions(mapping));
  // Events are numbered over all files; of each file, only the number of its first event is kept.
  const starts: {file: string; first: number}[] = [];
  const show = (hit: RuleHit) => {
    const {file, first} = starts.findLast((start) => start.first <= hit.event)!;
    print(lineOf(hit, {file, event: hit.event - first}, json));
  };
  let [rejected, next] = [0, 0];
  for (const file of files) {
    const first = next;
    starts.push({file, first});
    for await (const read of readEvents(file)) {
      if (!("event" in read)) {
        ++rejected;
        reporter.warn(plainText(`${file}:${read.line}: ${read.reason}; the event is skipped`));
        continue;
      }
      next = first + read.index + 1;
      matcher.add(read.event, first + read.index).forEach(show);
    }
  }
  matcher.finish().forEach(show);
  if (matcher.withoutTime > 0)
    reporter.warn(`${matcher.withoutTime} events have no time: correlations skip them`);
  const unused = problems.filter(({severity}) => severity === "error").length;
  if (unused > 0) reporter.warn(`${unused} errors in rules: those rules match nothing`);
  return rejected > 0 ? 3 : 0;
}

function lineOf(
  {rule, window}: RuleHit,
  {file, event}: {file: string; event: number},
  json: boolean
): string {
  const iso = (microseconds: number) => new Date(microseconds / 1000).toISOString();
  const span = window && {since: iso(window.from), until: iso(window.to), measure: window.measure};
  if (json) return JSON.stringify({rule: ruleKey(rule), file, event, ...span});
  const until = span ? ` (${span.since} to ${span.until}: ${span.measure})` : "";
  return plainText(`${file}:${event}  ${rule.level ?? "-"}  ${rule.title}${until}`);
}
