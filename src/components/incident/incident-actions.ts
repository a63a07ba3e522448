import {exportMenu} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {incidentsCommand, reproduceCommand} from "../provenance/reproduce-command.js";
import {suppressionPart} from "../records/suppression-form.js";
import {incidentExport} from "./incident-events.js";
import type {IncidentViewOptions, ShownIncident} from "./incident-data.js";
import {offersFor} from "./suppression-offers.js";

/** Returns what can be done with *incident*: export its events, copy the command that reproduces it, suppress events like these. */
export function incidentActions(
  incident: ShownIncident,
  {page, database, model, threshold}: IncidentViewOptions
): HTMLElement {
  const {provenance} = page;
  const since = new Date(incident.since).toISOString().slice(0, 16);
  const command = reproduceCommand(provenance, `${incidentsCommand} --since ${since}Z`);
  const reproduce = element(
    "button",
    {type: "button", class: "plain", title: command},
    "Reproduce"
  );
  const status = element("span", {role: "status", class: "soft"});
  reproduce.addEventListener("click", () => {
    navigator.clipboard.writeText(command).then(
      () => (status.textContent = "copied: the run, and the incidents from its first hour on"),
      () => (status.textContent = command) // no permission: select the text
    );
  });
  let known = 0.5;
  threshold()
    .then((value) => (known = value))
    .catch(() => {}); // the form counts by it, and says what is wrong
  if (incident.events === 0) {
    const note = "None of its records belongs to a flow: the records are exported below, and a suppression, which is of flows, does not hide it."; // prettier-ignore
    return element(
      "div",
      {class: "incident-actions"},
      reproduce,
      status,
      element("span", {class: "soft"}, note)
    );
  }
  return element(
    "div",
    {class: "incident-actions"},
    exportMenu(incidentExport(database, incident, model), {provenance}),
    reproduce,
    status,
    suppressionPart("Suppress events like these", () => ({
      offered: offersFor(incident, page.incidents[incident.incident - 1]),
      database,
      threshold: known
    }))
  );
}
