import {labelCodes} from "../../evaluation/ranking.js";
import type {LogProfile, ProfileWindow} from "../../schema/log-profile.js";
import type {RawFacts} from "../../schema/raw-facts.js";
import {featureProfile} from "../profile/features.js";
import type {FeatureProfile} from "../profile/features.js";
import {truncateText} from "../profile/profile-text.js";
import {busiestHosts, columnValues, labelValues, missingValues} from "../profile/values.js";
import {hostPeriods, hostStretch, stretchOf, volumeBins} from "../profile/volume.js";
import {provenanceOf} from "../provenance.js";
import type {Findings} from "../findings.js";
import type {Tables} from "../tables.js";

/** The reasons and the kinds of records that are published at most. */
const [maxReasons, maxKinds] = [20, 40];

/** Returns the data of the notebook “What is in this log?”. */
export async function logProfilePage(tables: Tables, findings: Findings): Promise<LogProfile> {
  const {first, last, until} = findings;
  const step = stretchOf(first, last);
  const hostStep = hostStretch(first, last);
  const {drawn, ...features} = await featureProfile(tables, until);
  return {
    provenance: provenanceOf(findings.chain, findings.key, findings.parameters),
    events: findings.scores.score.length,
    ...linesOf(findings),
    first,
    last,
    trainedUntil: until > 0 ? until / 1000 : null,
    volume: {step, bins: await volumeBins(tables, step)},
    columns: [
      await columnValues(tables, "service"),
      await columnValues(tables, "dst_port"),
      await columnValues(tables, "proto"),
      await columnValues(tables, "conn_state")
    ],
    hosts: [await busiestHosts(tables, "source"), await busiestHosts(tables, "destination")],
    periods: {step: hostStep, rows: await hostPeriods(tables, hostStep)},
    missing: await missingValues(tables),
    windows: windowsOf(findings, drawn),
    labels: await labelValues(tables, until),
    ...features
  };
}

/** Returns what the manifest of the ingestion says of lines and files. */
function linesOf({
  chain
}: Findings): Pick<LogProfile, "lines" | "kinds" | "files" | "partial" | "rejected"> {
  const facts = chain.raw.facts as unknown as RawFacts;
  const {lines, comments, accepted, rejected} = facts;
  return {
    lines: {lines, comments, accepted, rejected},
    kinds: facts.kinds.slice(0, maxKinds).map(({comments: _, ...kind}) => ({
      ...kind,
      kind: truncateText(kind.kind)
    })),
    files: facts.files.length,
    partial: facts.files.filter(({partial}) => partial !== null).length,
    rejected: facts.reasons.slice(0, maxReasons).map(({reason, field, file, ...place}) => ({
      ...place,
      reason: truncateText(reason),
      field: field && truncateText(field),
      file: truncateText(file)
    }))
  };
}

/** Returns what the labels say in each window that has events. */
function windowsOf(
  {scores: {attack, test}}: Findings,
  drawn: FeatureProfile["drawn"]
): LogProfile["windows"] {
  const of = (window: ProfileWindow): LogProfile["windows"][number] => {
    const counts = {benign: 0, attacks: 0, unlabelled: 0};
    for (let i = 0; i < attack.length; ++i) {
      if ((test[i] === 1) !== (window === "test")) continue;
      if (attack[i] === labelCodes.attack) ++counts.attacks;
      else if (attack[i] === labelCodes.benign) ++counts.benign;
      else ++counts.unlabelled;
    }
    const events = counts.benign + counts.attacks + counts.unlabelled;
    return {window, events, ...counts, drawn: drawn[window]};
  };
  return [of("training"), of("test")].filter(({events}) => events > 0);
}
