import {normalTable} from "../alert/nearest-normal-events.js";
import type {NormalEvent} from "../alert/nearest-normal-events.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import type {Rescore} from "../alert/rescore.js";
import type {OpenLog} from "./open-log.js";
import {maxSampled} from "./nearest-normal.js";
import {withFiles, yourProvenanceLine} from "./log-provenance.js";
import type {FullEvent} from "./messages.js";

/** Lists the normal events of the log that are most similar to one of it; null if the log is gone. */
export async function normalPart(
  {fields}: FullEvent,
  rescored: Rescore,
  {model, threshold, worker, identity, provenance}: OpenLog
): Promise<HTMLElement | null> {
  const event = Number(fields.event_id);
  const answer = await worker.ask({kind: "normal", event, threshold}, "normal");
  if (!answer) return null;
  const {of, below} = answer;
  const drawn =
    below > maxSampled ? `, drawn by a fixed seed from ${formatCount(below)} of them` : "";
  return element(
    "div",
    {},
    of > 0 &&
      element(
        "p",
        {class: "about"},
        `Nearest among ${formatCount(of)} ${plural(of, "connection")} of your own log below the threshold${drawn}. Distance over the features of the model, each in widths of the middle half of the training rows.`
      ),
    normalTable(
      {events: answer.events as NormalEvent[], of},
      {rescored, profile: model.file.profile, page: "your-log"}
    ),
    yourProvenanceLine(
      {provenance, identity},
      {
        n: of,
        exports: {
          name: `event-${event}-normal`,
          rows: () => withFiles(answer.events, identity)
        }
      }
    )
  );
}
