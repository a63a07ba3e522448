import {ordinaryTable} from "../alert/nearest-normal-events.js";
import type {OrdinaryEvent} from "../alert/nearest-normal-events.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import type {Rescore} from "../alert/rescore.js";
import type {OpenLog} from "./open-log.js";
import {mostSampled} from "./nearest-normal.js";
import {withFiles, yourProvenanceLine} from "./log-provenance.js";
import type {WholeEvent} from "./messages.js";

/** Lists the ordinary events of the log that are most like one of it; null if the log is gone. */
export async function ordinaryPart(
  {fields}: WholeEvent,
  again: Rescore,
  {model, line, worker, identity, provenance}: OpenLog
): Promise<HTMLElement | null> {
  const event = Number(fields.event_id);
  const answer = await worker.ask({kind: "ordinary", event, line}, "ordinary");
  if (!answer) return null;
  const {of, below} = answer;
  const drawn =
    below > mostSampled ? `, drawn by a fixed seed from ${formatCount(below)} of them` : "";
  return element(
    "div",
    {},
    of > 0 &&
      element(
        "p",
        {class: "about"},
        `Nearest among ${formatCount(of)} ${plural(of, "connection")} of your own log below the line${drawn}. Distance over what the model sees, each feature in widths of the middle half of the training rows.`
      ),
    ordinaryTable(
      {events: answer.events as OrdinaryEvent[], of},
      {again, profile: model.file.profile, page: "your-log"}
    ),
    yourProvenanceLine(
      {provenance, identity},
      {
        n: of,
        exports: {
          name: `event-${event}-ordinary`,
          rows: () => withFiles(answer.events, identity)
        }
      }
    )
  );
}
