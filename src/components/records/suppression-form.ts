import {errorMessage} from "../../core/error-message.js";
import {conditionWords} from "../../core/suppressions/condition.js";
import type {Condition} from "../../core/suppressions/condition.js";
import {suppressionLimits} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {previewNode, previewSuppression} from "./suppression-preview.js";
import type {SuppressionPreview} from "./suppression-preview.js";
import {suppressions} from "./suppression-store.js";

/** A condition that a form offers, and whether it is chosen at first. */
export interface OfferedCondition {
  condition: Condition;
  chosen: boolean;
}

/** The inputs of a form for a suppression. */
export interface SuppressionFormOptions {
  /** The conditions it offers. */
  offered: readonly OfferedCondition[];
  database: () => Promise<PublishedDatabase>;

  /** The threshold, in (0, 1). */
  threshold: number;
}

const day = 86_400_000;
const terms = [
  {label: "for 7 days", days: 7},
  {label: "for 30 days", days: 30},
  {label: "for 90 days", days: 90},
  {label: "for a year", days: 365},
  {label: "until I remove it", days: null}
];

/** A form for a suppression; *preview* counts the events that it would hide. */
interface SuppressionForm {
  form: HTMLFormElement;
  preview(): Promise<void>;
}

/**
 * Returns a form that makes a suppression: which conditions, why, for how long. It shows what would be hidden,
 * true positives by name, before the button that hides it can be pressed.
 */
function suppressionForm({offered, database, threshold}: SuppressionFormOptions): SuppressionForm {
  const boxes = offered.map(({condition, chosen}) => conditionBox(condition, chosen));
  const reason = reasonField();
  const term = termField();
  const place = element("div", {class: "preview", "aria-live": "polite"});
  const apply = element("button", {type: "submit", disabled: true}, "Suppress");
  const status = element("p", {class: "about", role: "status"});
  const where = () => boxes.flatMap(({box, condition}) => (box.checked ? [condition] : []));
  let shown = ""; // the conditions that the preview is of
  const ready = (): void => {
    apply.disabled = shown !== JSON.stringify(where()) || reason.value.trim() === "";
  };
  const preview = async (): Promise<void> => {
    const chosen = where();
    const key = JSON.stringify(chosen);
    shown = "";
    ready();
    place.setAttribute("aria-busy", "true");
    const found = await tryPreview(chosen, database, threshold);
    if (key !== JSON.stringify(where())) return; // the reader chose otherwise meanwhile
    place.removeAttribute("aria-busy");
    place.replaceChildren(typeof found === "string" ? found : previewNode(found));
    if (typeof found === "string") return;
    const isTrue = found.attacks + found.truePositives > 0;
    apply.textContent = isTrue ? "Suppress all the same" : "Suppress";
    shown = key;
    ready();
  };
  const labels = boxes.map(({label}) => label);
  const form = formNode(labels, {reason, term, preview: place, apply, status});
  form.addEventListener("change", ({target}) => {
    if (target instanceof HTMLInputElement && target.type === "checkbox") void preview();
  });
  reason.addEventListener("input", ready);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (apply.disabled) return;
    status.textContent = store(where(), reason.value.trim(), term.value);
    shown = "";
    ready();
  });
  return {form, preview};
}

function formNode(
  conditions: readonly HTMLElement[],
  parts: Readonly<Record<"reason" | "term" | "preview" | "apply" | "status", HTMLElement>>
): HTMLFormElement {
  const legend = element("legend", {}, "Events that meet all of these");
  return element(
    "form",
    {class: "suppress"},
    element("fieldset", {}, legend, ...conditions),
    element("label", {}, "Reason", parts.reason),
    element("label", {}, "How long", parts.term),
    parts.preview,
    element("p", {class: "actions"}, parts.apply),
    parts.status
  );
}

function reasonField(): HTMLInputElement {
  return element("input", {
    type: "text",
    maxlength: suppressionLimits.reason,
    required: true,
    placeholder: "why these need no triage"
  });
}

function termField(): HTMLSelectElement {
  const options = terms.map(({label, days}) =>
    element("option", {value: days ?? "", selected: days === 30}, label)
  );
  return element("select", {}, ...options);
}

/** Returns what the conditions would hide, or why that cannot be counted. */
async function tryPreview(
  where: Condition[],
  database: SuppressionFormOptions["database"],
  threshold: number
): Promise<SuppressionPreview | string> {
  if (where.length === 0) return "Choose a condition: without one, every event would be hidden.";
  try {
    return await previewSuppression(await database(), {where}, threshold);
  } catch (error) {
    return visible(errorMessage(error)).slice(0, 500);
  }
}

/** Returns a part that unfolds to a form, made anew whenever it is opened: it counts the events then. */
export function suppressionPart(
  summary: string,
  options: () => SuppressionFormOptions
): HTMLElement {
  const details = element("details", {class: "suppress-part"}, element("summary", {}, summary));
  details.addEventListener("toggle", () => {
    details.querySelector("form")?.remove();
    if (!details.open) return;
    const {form, preview} = suppressionForm(options());
    details.append(form);
    void preview();
  });
  return details;
}

function conditionBox(condition: Condition, chosen: boolean) {
  const box = element("input", {type: "checkbox", checked: chosen});
  const text = visible(conditionWords(condition)).slice(0, 200);
  return {box, condition, label: element("label", {}, box, ` ${text}`)};
}

/** Stores a suppression, and returns a message about it. */
function store(where: Condition[], reason: string, days: string): string {
  const now = Date.now();
  const until = days === "" ? null : new Date(now + Number(days) * day).toISOString();
  const at = new Date(now).toISOString();
  const id = [...crypto.getRandomValues(new Uint8Array(9))]
    .map((byte) => byte.toString(36))
    .join("");
  const suppression: Suppression = {format: "atalaya-suppression/1", id, reason, at, until, where};
  try {
    suppressions.put(suppression);
    return (
      suppressions.fault() ??
      "Suppressed on the lists of Today and in Explore; remove it under “Your suppressions” there."
    );
  } catch (error) {
    return error instanceof Error ? `Not stored: ${error.message}.` : "Not stored.";
  }
}
