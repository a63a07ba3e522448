import type {LineagePage} from "../../core/schema/lineage.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import {dataSheetOf} from "./data-sheet.js";
import {methodFigure} from "./method-figure.js";
import type {CardData} from "./model-card.js";
import {pitfallsOf} from "./pitfalls.js";
import type {Pitfall} from "./pitfalls.js";

/** What the tables below the card are made of, beside the card: the inputs of the run, and the comparison of detectors. */
export interface CardTableData extends CardData {
  lineage: LineagePage;
  lineageData: string;
  models: ModelsPage;
}

/** Returns the data sheet of the log, a row a question. */
export function dataSheetTable({today, lineage, lineageData}: CardTableData): HTMLElement {
  const rows = dataSheetOf({today, lineage});
  const picture = answers(rows.map(({question, answer}) => ({term: [question], answer: [answer]})));
  const exports = {name: "data-sheet", rows: () => rows.map((row) => ({...row}))};
  const source = {provenance: today.provenance, data: lineageData};
  return methodFigure(source, {picture, n: today.events, phase: "ingestion", exports});
}

/** Returns the ten pitfalls of Arp et al., a row each, with a link to the evidence. */
export function pitfallTable(card: CardTableData): HTMLElement {
  const rows = pitfallsOf(card);
  const picture = answers(
    rows.map(({name, status, answer, evidence: {text, href}}) => ({
      term: [name, element("span", {class: "status"}, status)],
      answer: [`${answer} `, element("a", {href}, text)]
    }))
  );
  const exports = {name: "pitfalls", rows: () => rows.map(exported)};
  const {provenance, events} = card.today;
  return methodFigure({provenance, data: card.data}, {picture, n: events, exports});
}

/** Returns how many of the pitfalls this run avoids, in a sentence. */
export function pitfallSentence(card: CardTableData): string {
  const rows = pitfallsOf(card);
  const count = (status: Pitfall["status"]) => rows.filter((row) => row.status === status);
  const [avoided, present] = [count("avoided"), count("present")];
  const names = present.map(({name}) => name.toLowerCase()).join(", ");
  return `Of the ${formatCount(rows.length)}, this run avoids ${formatCount(avoided.length)}. It cannot avoid ${formatCount(present.length)}: ${names}.`;
}

/** Returns terms, each with its answer beside it, or below it where the page is narrow. */
export function answers(rows: {term: Child[]; answer: Child[]}[]): HTMLElement {
  const parts = rows.flatMap(({term, answer}) => [
    element("dt", {}, ...term),
    element("dd", {}, ...answer)
  ]);
  return element("dl", {class: "answers"}, ...parts);
}

function exported({name, status, answer, evidence}: Pitfall) {
  return {pitfall: name, status, answer, evidence: evidence.href};
}
