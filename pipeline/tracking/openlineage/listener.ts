import {appendFile} from "node:fs/promises";
import {dirname} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {Secret} from "../../config/secret.js";
import type {OpenLineageSettings} from "../../config/tracking.js";
import type {HttpError} from "../http.js";
import {ask} from "../http.js";
import type {RunListener} from "../listener.js";
import {openOutbox} from "../outbox.js";
import type {OutboxOptions} from "../outbox.js";
import {runEvents} from "./events.js";
import type {RunEvent} from "./events.js";
import {makeFolder} from "../../lease/make-folder.js";

/** The time-out of OpenLineage’s own client, in seconds. */
const timeout = 5;

/** Returns a listener that sends the events of one run to where *settings* say: a file, an address, or both. */
export function openLineageListener(
  settings: OpenLineageSettings,
  options: Omit<OutboxOptions, "name">
): RunListener {
  const {url, file, apiKey, namespace} = settings;
  const eventOf = runEvents(namespace);
  const authorization = apiKey && new Secret(`Bearer ${apiKey.reveal()}`);
  const ways: {name: string; send(event: RunEvent, signal: AbortSignal): Promise<void>}[] = [];
  if (file) ways.push({name: file, send: (event) => append(file, event)});
  if (url)
    ways.push({name: url, send: (event, signal) => post({url, authorization, signal}, event)});
  const outboxes = ways.map(({name, send}) => {
    return {send, outbox: openOutbox({...options, name: `OpenLineage to ${name}`})};
  });
  return {
    notify(moment) {
      const event = eventOf(moment);
      if (!event || moment.known) return;
      for (const {send, outbox} of outboxes) outbox.add((signal) => send(event, signal));
    },
    async close() {
      await Promise.all(outboxes.map(({outbox}) => outbox.close()));
    }
  };
}

async function append(file: string, event: RunEvent): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await appendFile(file, `${JSON.stringify(event)}\n`);
  } catch (error) {
    throw new Error(`${(error as NodeJS.ErrnoException).code}`, {cause: error});
  }
}

interface Way {
  url: string;
  authorization: Secret | null;
  signal: AbortSignal;
}

/** Posts *event*; once more if the server was busy or away, for an event that comes twice does no harm. */
async function post({url, authorization, signal}: Way, event: RunEvent): Promise<void> {
  const request = {method: "POST", url, body: event, authorization, timeout, signal} as const;
  try {
    await ask(request);
  } catch (error) {
    const {status} = error as HttpError;
    if (signal.aborted || (status >= 400 && status < 500 && status !== 429)) throw error;
    await sleep(250);
    await ask(request);
  }
}
