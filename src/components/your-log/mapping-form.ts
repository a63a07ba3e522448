import {eventColumns} from "../../core/schema/events.js";
import {findMissing, mappableFields} from "../../core/readers/table/mapping.js";
import type {DurationUnit, Mapping, TimeUnit} from "../../core/readers/table/mapping.js";
import type {LogField} from "../../core/readers/fields.js";
import type {DetectedTable} from "../../core/readers/format.js";
import {nameOf} from "../../core/readers/table/values.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";

/** The mapping of a form, and its listener. */
interface MappingOptions {
  /** The name of the file; from the reader’s disk, hence untrusted. */
  name: string;

  /** The mapping to begin with; that of the table by default. */
  mapping?: Mapping;

  /** Called when the reader wants the file scored with the mapping. */
  onScore(mapping: Mapping): void;
}

const maxOptionLength = 60;
const timeUnits: readonly TimeUnit[] = ["s", "ms", "us", "ns", "iso", "dmy"];
const durationUnits: readonly DurationUnit[] = ["s", "ms", "us", "ns"];

/**
 * Returns a form that maps the fields of a table to the columns of an event, with their units: a choice a
 * column, with a value of the file beside it. It cannot be sent while a required column has no field.
 */
export function mappingForm(
  table: DetectedTable,
  {name, mapping = table.mapping, onScore}: MappingOptions
): HTMLElement {
  const units = {
    time: unitChoice("unit of the time", timeUnits, mapping.time),
    duration: unitChoice("unit of the duration", durationUnits, mapping.duration)
  };
  const choices = mappableFields.map((field) => fieldChoice(table, field, mapping, units));
  const read = (): Mapping => ({
    fields: Object.fromEntries(
      choices
        .map(({column, select}) => [column, select.value] as const)
        .filter(([, value]) => value !== "")
    ),
    time: units.time.value as TimeUnit,
    duration: units.duration.value as DurationUnit
  });
  const status = element("p", {class: "status", role: "status"});
  const button = element("button", {type: "submit", class: "act"}, "Score it");
  const form = element(
    "form",
    {class: "mapping", "aria-label": `Fields of ${visible(name).slice(0, maxOptionLength)}`},
    element("p", {class: "about"}, reasonFor(table, name)),
    ...choices.map(({node}) => node),
    button,
    status
  );
  const check = () => {
    const missing = findMissing(read().fields);
    button.disabled = missing.length > 0;
    const lack = `Choose a field for ${missing.join(", ")}: every connection has one.`;
    status.textContent = missing.length > 0 ? lack : "";
  };
  form.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onScore(read());
  });
  check();
  return form;
}

/** Returns the row of a column: its name, the choice of a field, the unit, and a value of the file. */
function fieldChoice(
  table: DetectedTable,
  {column, required}: LogField,
  {fields}: Mapping,
  units: Readonly<Record<string, HTMLElement>>
) {
  const sample = element("span", {class: "mono faint"});
  const select = fieldSelect(table.names, fields[column]);
  select.setAttribute("aria-label", `field for ${column}${required ? ", required" : ""}`);
  const show = () => void (sample.textContent = sampleOf(table, select.value));
  select.addEventListener("change", show);
  show();
  const {meaning, unit} = eventColumns.find((known) => known.name === column)!;
  const label = element(
    "span",
    {title: meaning},
    column.replaceAll("_", " "),
    required && element("b", {}, " required")
  );
  const node = element(
    "div",
    {class: "choice"},
    element("label", {}, label, select),
    units[column] ?? element("span", {class: "faint"}, unit ?? ""),
    sample
  );
  return {column, select, node};
}

function reasonFor({missing, ambiguous, format}: DetectedTable, name: string): string {
  const kind =
    format === "json"
      ? "JSON lines"
      : `a table with ${JSON.stringify(format.delimiter)} between its cells`;
  const file = visible(name).slice(0, maxOptionLength);
  const lack = missing.length > 0 ? ` No field is known for ${missing.join(", ")}.` : "";
  const double = ambiguous
    .map(
      ({column, names}) =>
        ` Several may be ${column}: ${names.map((each) => visible(each).slice(0, 40)).join(", ")}.`
    )
    .join("");
  return `${file} is ${kind}.${lack}${double} This is how its fields are read; correct what is wrong. Times without a zone are UTC.`;
}

function fieldSelect(names: readonly string[], chosen: string | undefined): HTMLSelectElement {
  const option = (value: string, text: string) =>
    element("option", {value, selected: value === (chosen ?? "")}, text);
  return element(
    "select",
    {},
    option("", "not in the file"),
    ...names.map((name) => option(name, visible(name).slice(0, maxOptionLength) || "(no name)"))
  );
}

function unitChoice(
  label: string,
  units: readonly (TimeUnit | DurationUnit)[],
  chosen: string
): HTMLSelectElement {
  return element(
    "select",
    {"aria-label": label},
    ...units.map((unit) =>
      element("option", {value: unit, selected: unit === chosen}, nameOf(unit))
    )
  );
}

function sampleOf({names, samples}: DetectedTable, name: string): string {
  const at = names.indexOf(name);
  const value = at < 0 ? "" : (samples.find((record) => record[at])?.[at] ?? "");
  return visible(value).slice(0, maxOptionLength);
}
