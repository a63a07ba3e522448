import type {RejectedLine} from "../../core/readers/json-lines.js";
import {element} from "../kit/element.js";
import {fileButton} from "./file-button.js";
import {formatCount, plural, visible} from "../kit/format.js";
import type {StoredRecords} from "./stored-records.js";
import {rejectedList} from "./rejected-list.js";
import {saveText} from "./save-text.js";

/** What came of taking a file in: what to say of the accepted lines, and the refused ones. */
export interface Taken {
  said: string;
  rejected: RejectedLine[];
}

/** A panel of what this browser keeps. */
export interface StoredRecordsPanelOptions<T> {
  records: StoredRecords<T>;

  /** The name of the file that an export writes. */
  fileName: string;

  /** Returns the records in the order of the list. */
  inOrder: () => T[];

  /** Returns what stands over the list. */
  summary: (records: readonly T[]) => string;

  /** Returns *records* as JSON lines. */
  lines: (records: readonly T[]) => string;

  /** Takes the text of a file in. */
  take: (text: string) => Taken;

  /** Returns a line of the list, with what takes its record away. */
  item: (record: T, remove: () => void) => HTMLLIElement;
  identityOf: (record: T) => string;

  /** How many are listed; defaults to 50. All are exported. */
  most?: number;
}

/**
 * Lists what this browser keeps; exports it as JSON lines, takes such files in, and takes records away;
 * the last step can be undone.
 */
export function storedRecordsPanel<T>(options: StoredRecordsPanelOptions<T>): HTMLElement {
  const {records, fileName, inOrder, lines, take, identityOf} = options;
  const said = element("div", {class: "said", role: "status"});
  const content = element("div", {});
  const save = element("button", {type: "button", class: "plain"}, "Export");
  save.addEventListener("click", () => saveText(fileName, lines(inOrder())));

  const undoable = (before: readonly T[], text: string): void => {
    const undo = element("button", {type: "button", class: "plain"}, "Undo");
    undo.addEventListener("click", () => {
      records.replaceAll(before);
      said.replaceChildren("Undone.");
    });
    said.replaceChildren(element("p", {class: "about"}, `${text} `, undo));
  };
  const takeFile = (name: string, text: string): void => {
    const before = inOrder();
    const result = attempt(() => take(text));
    if (typeof result === "string") return said.replaceChildren(result);
    const {rejected} = result;
    const refused = `${formatCount(rejected.length)} ${plural(rejected.length, "line")} refused`;
    undoable(before, `${visible(name).slice(0, 80)}: ${result.said}, ${refused}.`);
    if (rejected.length > 0) said.append(rejectedList(rejected));
  };
  const show = (): void => {
    const all = inOrder();
    save.hidden = all.length === 0;
    const remove = (record: T) => {
      records.remove(identityOf(record));
      undoable(all, "Taken away.");
    };
    content.replaceChildren(...listed(all, options, remove));
  };
  show();
  const open = fileButton("Import", {accept: ".jsonl,.ndjson,.json,.txt", take: takeFile});
  const actions = element("p", {class: "actions"}, save, open);
  const panel = element("div", {class: "stored-records-panel"}, content, actions, said);
  records.listen(panel, show);
  return panel;
}

function listed<T>(
  all: readonly T[],
  {records, summary, item, most = 50}: StoredRecordsPanelOptions<T>,
  remove: (record: T) => void
): HTMLElement[] {
  const fault = records.fault();
  const rest = all.length - most;
  const items = all.slice(0, most).map((record) => item(record, () => remove(record)));
  if (rest > 0) items.push(element("li", {class: "faint"}, `and ${formatCount(rest)} more`));
  const about = element("p", {class: "about"}, summary(all), fault && ` ${fault}`);
  return items.length ? [about, element("ul", {class: "kept"}, ...items)] : [about];
}

/** Returns what *work* returns, or why it cannot, as a sentence. */
function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return `Not taken in: ${error.message}.`;
    throw error;
  }
}
