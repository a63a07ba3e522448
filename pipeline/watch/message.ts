import {compareSeverities} from "../../src/core/incidents/incidents.js";
import type {Severity} from "../../src/core/schema/incidents.js";
import type {NotifiedIncident} from "./new-incidents.js";

/** The most incidents that a message lists. */
const maxListed = 100;

/** A notification, as a command and a webhook get it. */
export interface Message {
  format: "atalaya-notification/1";

  /** The latest run that it speaks of. */
  run: string;

  /** The least severe incidents that it speaks of. */
  failOn: Severity;

  /** The number of new incidents. */
  new: number;

  /** The most severe of them, at most 100. */
  incidents: readonly NotifiedIncident[];
}

/** Returns the message that *incidents* of *run* are new, after what *before* says, which was not delivered. */
export function messageOf(
  run: string,
  failOn: Severity,
  incidents: readonly NotifiedIncident[],
  before?: Message
): Message {
  const ids = new Set(incidents.map(({id}) => id));
  const earlier = (before?.incidents ?? []).filter(({id}) => !ids.has(id));
  const repeated = (before?.incidents.length ?? 0) - earlier.length;
  const all = [...incidents, ...earlier].sort((a, b) => compareSeverities(a.severity, b.severity));
  return {
    format: "atalaya-notification/1",
    run,
    failOn,
    new: incidents.length + (before?.new ?? 0) - repeated,
    incidents: all.slice(0, maxListed)
  };
}

/** The outcome of a notification: whether it was delivered, and how it was answered, without secrets. */
export interface Delivery {
  ok: boolean;

  /** E.g., `exit code 0`, `status 204`. */
  answer: string;
}

/** A way to notify. */
export interface Channel {
  /** Its name in warnings and in the state. */
  name: string;

  /** Sends *message*; resolves even if that fails. */
  send(message: Message): Promise<Delivery>;
}
