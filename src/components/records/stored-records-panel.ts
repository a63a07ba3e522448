import type {RejectedLine} from "../../core/readers/json-lines.js";
import {element} from "../kit/element.js";
import {fileButton} from "./file-button.js";
import {formatCount, plural, visible} from "../kit/format.js";
import type {StoredRecords} from "./stored-records.js";
import {rejectedList} from "./rejected-list.js";
import {saveText} from "./save-text.js";

/** The result of an import: a message about the accepted lines, and the rejected ones. */
export interface ImportResult {
  message: string;
  rejected: RejectedLine[];
}

/** A panel of what is stored in this browser. */
export interface StoredRecordsPanelOptions<T> {
  records: StoredRecords<T>;

  /** The name of the file that an export writes. */
  fileName: string;

  /** Returns the records in the order of the list. */
  inOrder: () => T[];

  /** Returns the sentence above the list. */
  summary: (records: readonly T[]) => string;

  /** Returns *records* as JSON lines. */
  lines: (records: readonly T[]) => string;

  /** Imports the text of a file. */
  importText: (text: string) => ImportResult;

  /** Returns an item of the list, with a button that removes its record. */
  item: (record: T, remove: () => void) => HTMLLIElement;
  identityOf: (record: T) => string;

  /** How many are listed at most; defaults to 50. All are exported. */
  maxListed?: number;
}

/**
 * Lists what is stored in this browser; exports it as JSON lines, imports such files, and removes records; the
 * last step can be undone.
 */
export function storedRecordsPanel<T>(options: StoredRecordsPanelOptions<T>): HTMLElement {
  const {records, fileName, inOrder, lines, importText, identityOf} = options;
  const status = element("div", {class: "status", role: "status"});
  const content = element("div", {});
  const save = element("button", {type: "button", class: "plain"}, "Export");
  save.addEventListener("click", () => saveText(fileName, lines(inOrder())));

  const undoable = (before: readonly T[], text: string): void => {
    const undo = element("button", {type: "button", class: "plain"}, "Undo");
    undo.addEventListener("click", () => {
      records.replaceAll(before);
      status.replaceChildren("Undone.");
    });
    status.replaceChildren(element("p", {class: "about"}, `${text} `, undo));
  };
  const importFile = (name: string, text: string): void => {
    const before = inOrder();
    const result = attempt(() => importText(text));
    if (typeof result === "string") return status.replaceChildren(result);
    const {rejected} = result;
    const lost = `${formatCount(rejected.length)} ${plural(rejected.length, "line")} rejected`;
    undoable(before, `${visible(name).slice(0, 80)}: ${result.message}, ${lost}.`);
    if (rejected.length > 0) status.append(rejectedList(rejected));
  };
  const show = (): void => {
    const all = inOrder();
    save.hidden = all.length === 0;
    const remove = (record: T) => {
      records.remove(identityOf(record));
      undoable(all, "Removed.");
    };
    content.replaceChildren(...listed(all, options, remove));
  };
  show();
  const open = fileButton("Import", {accept: ".jsonl,.ndjson,.json,.txt", onFile: importFile});
  const actions = element("p", {class: "actions"}, save, open);
  const panel = element("div", {class: "stored-records-panel"}, content, actions, status);
  records.listen(panel, show);
  return panel;
}

function listed<T>(
  all: readonly T[],
  {records, summary, item, maxListed = 50}: StoredRecordsPanelOptions<T>,
  remove: (record: T) => void
): HTMLElement[] {
  const fault = records.fault();
  const rest = all.length - maxListed;
  const items = all.slice(0, maxListed).map((record) => item(record, () => remove(record)));
  if (rest > 0) items.push(element("li", {class: "faint"}, `and ${formatCount(rest)} more`));
  const about = element("p", {class: "about"}, summary(all), fault && ` ${fault}`);
  return items.length ? [about, element("ul", {class: "stored"}, ...items)] : [about];
}

/** Returns what *work* returns, or why it cannot, as a sentence. */
function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return `Not imported: ${error.message}.`;
    throw error;
  }
}
