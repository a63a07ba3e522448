import type {LineagePage} from "../../core/schema/lineage.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import {element} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import {table} from "../kit/table.js";
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
  const picture = table(rows, {
    class: "card",
    label: "data sheet",
    columns: [
      {name: "question", header: true, class: () => "wrap", cell: ({question}) => question},
      {name: "answer", class: () => "wrap", cell: ({answer}) => answer}
    ]
  });
  const exports = {name: "data-sheet", rows: () => rows.map((row) => ({...row}))};
  const source = {provenance: today.provenance, data: lineageData};
  return methodFigure(source, {picture, n: today.events, phase: "ingestion", exports});
}

/** Returns the ten pitfalls of Arp et al., a row each, with a link to the evidence. */
export function pitfallTable(card: CardTableData): HTMLElement {
  const rows = pitfallsOf(card);
  const picture = table(rows, {
    class: "card",
    label: "pitfalls",
    columns: [
      {name: "pitfall", header: true, class: () => "wrap", cell: ({name}) => name},
      {name: "this run", cell: ({status}) => status},
      {name: "answer", class: () => "wrap", cell: ({answer}) => answer},
      {name: "evidence", cell: ({evidence: {text, href}}) => element("a", {href}, text)}
    ]
  });
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

function exported({name, status, answer, evidence}: Pitfall) {
  return {pitfall: name, status, answer, evidence: evidence.href};
}
