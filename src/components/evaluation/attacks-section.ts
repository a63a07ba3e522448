import type {Metrics} from "../../core/schema/published.js";
import type {StudiedMethod} from "../../core/schema/study.js";
import {attacksExport} from "../exports/score-exports.js";
import {nameElement} from "../kit/clip.js";
import {formatCount, formatShare, plural} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {answeredSection} from "../kit/answered-section.js";
import {maybeStudyContext} from "./evaluation-data.js";
import type {SectionContext, StudyContext} from "./evaluation-data.js";
import {studyLine} from "./study-line.js";
import {studyExports} from "./study-exports.js";
import {hasClasses, rankedMethods} from "./study-methods.js";

const title = "Attacks, flow by flow";

/** Shows what flows of each kind of attack are alerts: by every method of the study, or else by the run’s model. Null without attacks. */
export function attacksSection(context: SectionContext): HTMLElement | null {
  const drawn = maybeStudyContext(context);
  return drawn && hasClasses(drawn.study) ? studySection(drawn) : runSection(context);
}

type Attack = Metrics["byAttack"][number];

/** Returns the table of the run’s model. */
function runSection({page, files}: SectionContext): HTMLElement | null {
  const [all, test] = page.metrics;
  const kinds = test.attacks > 0 ? test : all;
  const {byAttack, window} = kinds;
  if (byAttack.length === 0) return null;
  const seen = new Set(page.seenAttacks);
  const columns: Column<Attack>[] = [
    {name: "attack", header: true, cell: ({attack}) => nameElement(attack, 30, "plain")},
    {name: "technique", cell: ({technique}) => (technique === null ? "–" : nameElement(technique, 12, "plain"))}, // prettier-ignore
    {name: "in training", cell: ({attack}) => (window === "test" ? seenText(seen.has(attack)) : "–")}, // prettier-ignore
    {name: "events", number: true, cell: ({events}) => formatCount(events)},
    {name: "alerts", number: true, cell: ({alerts}) => formatCount(alerts)},
    {name: "recall", number: true, cell: ({events, alerts}) => formatShare(alerts / events)}
  ];
  const found = byAttack.filter(({alerts}) => alerts > 0).length;
  return answeredSection(
    {
      title,
      answer: `Alerts of the flow model hold flows of ${formatCount(found)} of ${formatCount(byAttack.length)} ${plural(byAttack.length, "kind")} of attack.`,
      about: aboutSeen
    },
    expandableTable(byAttack, {label: title, columns}),
    provenanceLine(page.provenance, {
      ...{n: kinds.attacks, data: files["threshold.json"]},
      exports: attacksExport(kinds)
    })
  );
}

const aboutSeen =
  "Unit: the event. Seen before: the training window holds attacks of the same name, though perhaps not among the rows drawn from it.";

/** Returns the table of all methods, each trained on the window as it is. */
function studySection(context: StudyContext): HTMLElement {
  const {study, own} = context;
  const {attacks, budget} = study;
  const methods = rankedMethods(study).toSorted((a, b) => Number(b === own) - Number(a === own));
  const recallOf = ({seen: {recallByAttack}}: StudiedMethod, attack: string) =>
    Object.hasOwn(recallByAttack, attack) ? recallByAttack[attack] : 0;
  const best = (attack: string) => Math.max(...methods.map((method) => recallOf(method, attack)));
  const missed = attacks.filter(({attack}) => best(attack) === 0).length;
  const novel = attacks.filter(({isSeen}) => !isSeen).length;
  const ownFound = own ? attacks.filter(({attack}) => recallOf(own, attack) > 0).length : 0;
  type Row = (typeof attacks)[number];
  const columns: Column<Row>[] = [
    {name: "attack", header: true, cell: ({attack}) => nameElement(attack, 36, "plain")},
    {name: "in training", cell: ({isSeen}) => seenText(isSeen)},
    {name: "events", number: true, cell: ({events}) => formatCount(events)},
    ...methods.map((method): Column<Row> => ({
      name: method.title,
      number: true,
      class: "wrap",
      cell: ({attack}) => formatShare(recallOf(method, attack))
    }))
  ];
  return answeredSection(
    {
      title,
      answer: `Of ${formatCount(attacks.length)} ${plural(attacks.length, "kind")} of attack, ${formatCount(novel)} of them not in training, the flow model’s ${formatCount(budget.event)} most anomalous events hold some of ${formatCount(ownFound)}; ${missed === 0 ? "none is" : `${formatCount(missed)} ${plural(missed, "is", "are")}`} missed by every method.`,
      about: `The share of an attack’s events among the ${formatCount(budget.event)} most anomalous; mean over the seeds, trained on the window as it is. ${aboutSeen}`
    },
    expandableTable(attacks, {label: title, columns}),
    studyLine(context, {n: study.events, exports: studyExports(study).attacks})
  );
}

function seenText(isSeen: boolean): string {
  return isSeen ? "seen before" : "novel";
}
