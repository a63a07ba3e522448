import {identityOf, verdictLimits} from "../../core/verdicts/verdict.js";
import type {
  EventVerdict,
  IncidentVerdict,
  Verdict,
  VerdictName
} from "../../core/verdicts/verdict.js";
import {element} from "../kit/element.js";
import {formatTime} from "../kit/format.js";
import type {StoredRecords} from "./stored-records.js";
import {verdictText} from "./verdict-mark.js";
import {verdicts} from "./verdict-store.js";

/** The subject of a verdict: the event or the incident, and the fields that are stored with it. */
export type VerdictSubject =
  | Omit<EventVerdict, "format" | "verdict" | "note" | "by" | "at">
  | Omit<IncidentVerdict, "format" | "verdict" | "note" | "by" | "at">;

/** The controls under an alert’s heading, and the keys that do the same. */
export interface VerdictControls {
  node: HTMLElement;

  /** Runs the action of *key*; returns whether it has one. */
  press(key: string): boolean;
}

const choices: readonly {name: VerdictName; key: string; about: string}[] = [
  {name: "true", key: "t", about: "true positive: an alert that had to be triaged"},
  {name: "false", key: "f", about: "false positive: benign after all"},
  {name: "unsure", key: "u", about: "unsure: not decided yet"}
];

/**
 * Shows the reader’s verdict on *subject*, and lets it be given: a button each for true positive, false positive
 * and unsure, which pressed once more removes the verdict, and a note. All of it is stored in this browser,
 * among *records*, by default the verdicts on published events.
 */
export function verdictControls(
  subject: VerdictSubject,
  records: StoredRecords<Verdict> = verdicts
): VerdictControls {
  const identity = identityOf(subject);
  const find = (): Verdict | undefined => records.all().get(identity);
  const status = element("p", {class: "about status", role: "status"});
  const note = noteField(() => {
    const found = find();
    if (found && found.note !== note.value) store(found.verdict);
  });
  const buttons = choiceButtons((name) => choose(name));
  const store = (verdict: VerdictName): void => {
    status.textContent =
      storeVerdict(records, {...subject, verdict, note: note.value}) ??
      describeVerdict(records, find());
  };
  const removeVerdict = (): void => {
    const found = find();
    if (found) records.remove(identity);
    else status.textContent = "There is no verdict to remove.";
  };
  const choose = (verdict: VerdictName): void => {
    if (find()?.verdict === verdict) removeVerdict();
    else store(verdict);
  };
  const writeNote = (): void => {
    if (find()) note.focus();
    else status.textContent = "Give a verdict first, with t, f or u; then write the note.";
  };
  const show = (): void => {
    const found = find();
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.verdict === found?.verdict));
    note.hidden = !found;
    if (document.activeElement !== note) note.value = found?.note ?? "";
    status.textContent = describeVerdict(records, found);
  };
  show();
  const node = controlsNode(buttons, note, status);
  records.listen(node, show);
  const press = (key: string): boolean => {
    const choice = choices.find((one) => one.key === key);
    if (choice) choose(choice.name);
    else if (key === "Backspace") removeVerdict();
    else if (key === "n" || key === "Enter") writeNote();
    else return false;
    return true;
  };
  return {node, press};
}

/** Stores a verdict; returns why it could not, as a sentence, or null. */
function storeVerdict(
  records: StoredRecords<Verdict>,
  verdict: VerdictSubject & Pick<Verdict, "verdict" | "note">
): string | null {
  const at = new Date().toISOString();
  try {
    records.put(
      "incident" in verdict
        ? {format: "atalaya-incident-verdict/1", ...verdict, by: "", at}
        : {format: "atalaya-verdict/1", ...verdict, by: "", at}
    );
    return null;
  } catch (error) {
    if (error instanceof RangeError) return `Not stored: ${error.message}.`;
    throw error;
  }
}

function describeVerdict(records: StoredRecords<Verdict>, found: Verdict | undefined): string {
  const fault = records.fault();
  if (!found) return fault ?? "No verdict yet.";
  const at = formatTime(Date.parse(found.at));
  return `Verdict: ${verdictText[found.verdict]}, ${at} UTC. ${fault ?? "Stored in this browser only."}`;
}

function choiceButtons(choose: (verdict: VerdictName) => void): HTMLButtonElement[] {
  return choices.map(({name, key, about}) => {
    const button = element(
      "button",
      {type: "button", "data-verdict": name, title: about, "aria-keyshortcuts": key},
      element("kbd", {}, key),
      name
    );
    button.addEventListener("click", () => choose(name));
    return button;
  });
}

/** Returns the field of the note; Escape and Enter leave it, and *store* is called whenever it is left. */
function noteField(store: () => void): HTMLTextAreaElement {
  const note = element("textarea", {
    rows: 1,
    maxlength: verdictLimits.note,
    "aria-label": "Note on the verdict",
    placeholder: "Note: why?"
  });
  note.addEventListener("change", store);
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    store();
    note.blur();
  });
  return note;
}

function controlsNode(
  buttons: readonly HTMLElement[],
  note: HTMLElement,
  status: HTMLElement
): HTMLElement {
  return element(
    "div",
    {class: "verdict-controls", role: "group", "aria-label": "Your verdict"},
    element("span", {class: "question"}, "Is it a true positive?"),
    element("span", {class: "choices"}, ...buttons),
    note,
    status
  );
}
