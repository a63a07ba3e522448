import {identityOf, verdictLimits} from "../../core/verdicts/verdict.js";
import type {EventVerdict, VerdictName} from "../../core/verdicts/verdict.js";
import {element} from "../kit/element.js";
import {formatTime} from "../kit/format.js";
import type {StoredRecords} from "./stored-records.js";
import {verdicts} from "./verdict-store.js";

/** What is judged: the event, and what was seen of it. */
export type VerdictEvent = Omit<EventVerdict, "format" | "verdict" | "note" | "by" | "at">;

/** The controls under an alert’s heading, and the keys that do the same. */
export interface VerdictControls {
  node: HTMLElement;

  /** Does what *key* stands for; returns whether it stands for anything. */
  press(key: string): boolean;
}

const choices: readonly {name: VerdictName; key: string; about: string}[] = [
  {name: "true", key: "t", about: "a true alert: it deserved a look"},
  {name: "false", key: "f", about: "a false alert: nothing to see"},
  {name: "unsure", key: "u", about: "cannot be told yet"}
];

/**
 * Shows what the reader judges of *event*, and takes it: a button each for true, false and unsure,
 * which taken again takes the verdict back, and a note. All of it stays in this browser, among *records*,
 * by default the verdicts on published events.
 */
export function verdictControls(event: VerdictEvent, records = verdicts): VerdictControls {
  const identity = identityOf(event);
  const find = (): EventVerdict | undefined => records.all().get(identity);
  const said = element("p", {class: "about said", role: "status"});
  const note = noteField(() => {
    const found = find();
    if (found && found.note !== note.value) keep(found.verdict);
  });
  const buttons = choiceButtons((name) => judge(name));
  const keep = (verdict: VerdictName): void => {
    said.textContent =
      keepVerdict(records, {...event, verdict, note: note.value}) ??
      describeVerdict(records, find());
  };
  const takeBack = (): void => {
    const found = find();
    if (found) records.remove(identity);
    else said.textContent = "There is no verdict to take back.";
  };
  const judge = (verdict: VerdictName): void => {
    if (find()?.verdict === verdict) takeBack();
    else keep(verdict);
  };
  const writeNote = (): void => {
    if (find()) note.focus();
    else said.textContent = "Judge it first, with t, f or u; then write the note.";
  };
  const show = (): void => {
    const found = find();
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.verdict === found?.verdict));
    note.hidden = !found;
    if (document.activeElement !== note) note.value = found?.note ?? "";
    said.textContent = describeVerdict(records, found);
  };
  show();
  const node = controlsNode(buttons, note, said);
  records.listen(node, show);
  const press = (key: string): boolean => {
    const choice = choices.find((one) => one.key === key);
    if (choice) judge(choice.name);
    else if (key === "Backspace") takeBack();
    else if (key === "n" || key === "Enter") writeNote();
    else return false;
    return true;
  };
  return {node, press};
}

/** Keeps a verdict; returns why not, as a sentence, or null. */
function keepVerdict(
  records: StoredRecords<EventVerdict>,
  judged: VerdictEvent & Pick<EventVerdict, "verdict" | "note">
): string | null {
  const at = new Date().toISOString();
  try {
    records.put({format: "atalaya-verdict/1", ...judged, by: "", at});
    return null;
  } catch (error) {
    if (error instanceof RangeError) return `Not kept: ${error.message}.`;
    throw error;
  }
}

function describeVerdict(
  records: StoredRecords<EventVerdict>,
  found: EventVerdict | undefined
): string {
  const fault = records.fault();
  if (!found) return fault ?? "Not judged yet.";
  const at = formatTime(Date.parse(found.at));
  return `Judged ${found.verdict} ${at} UTC. ${fault ?? "Kept in this browser only."}`;
}

function choiceButtons(judge: (verdict: VerdictName) => void): HTMLButtonElement[] {
  return choices.map(({name, key, about}) => {
    const button = element(
      "button",
      {type: "button", "data-verdict": name, title: about, "aria-keyshortcuts": key},
      element("kbd", {}, key),
      name
    );
    button.addEventListener("click", () => judge(name));
    return button;
  });
}

/** Returns the field of the note; Escape and Enter leave it, and *keep* is called with every way out. */
function noteField(keep: () => void): HTMLTextAreaElement {
  const note = element("textarea", {
    rows: 1,
    maxlength: verdictLimits.note,
    "aria-label": "Note on the verdict",
    placeholder: "Note: why?"
  });
  note.addEventListener("change", keep);
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    keep();
    note.blur();
  });
  return note;
}

function controlsNode(
  buttons: readonly HTMLElement[],
  note: HTMLElement,
  said: HTMLElement
): HTMLElement {
  return element(
    "div",
    {class: "judge", role: "group", "aria-label": "Your verdict"},
    element("span", {class: "question"}, "Is it a true alert?"),
    element("span", {class: "choices"}, ...buttons),
    note,
    said
  );
}
