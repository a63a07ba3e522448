import type {Database} from "../audit/database.js";
import type {Reporter} from "../artifacts/context.js";
import type {RunProgress} from "./run-rows.js";
import {engineSchema} from "./schema.js";

/** The interval at which what was reported is written, in milliseconds. */
const writeEvery = 500;

/** The most messages that wait to be written, and the longest of them, in characters. */
const bounds = {waiting: 1_000, length: 2_000} as const;

/** A reporter that others can follow in the database. */
export interface RunReporter extends Reporter {
  /** Writes what is left. */
  close(): Promise<void>;
}

interface Message {
  kind: "begin" | "end" | "warn" | "found";
  step: string | null;
  text: string;
}

/** Returns a reporter of *run*: messages a row each, and how far it is; what cannot be written is given up, and *next* gets it all. */
export function runReporter(
  run: string,
  database: Pick<Database, "query">,
  next: Reporter
): RunReporter {
  let messages: Message[] = [];
  let progress: RunProgress | undefined;
  let step: string | null = null;
  let writing = Promise.resolve();
  const add = (kind: Message["kind"], text: string, of: string | null = null) => {
    if (messages.length < bounds.waiting)
      messages.push({kind, step: of, text: text.slice(0, bounds.length)});
  };
  const write = async () => {
    const [some, at] = [messages, progress];
    messages = [];
    progress = undefined;
    if (some.length > 0)
      await database.query(
        `INSERT INTO ${engineSchema}.messages (run, kind, step, text)
        SELECT $1, item->>'kind', item->>'step', item->>'text' FROM jsonb_array_elements($2::jsonb) AS given (item)`,
        [run, JSON.stringify(some)]
      );
    if (at)
      await database.query(`UPDATE ${engineSchema}.runs SET progress = $2::jsonb WHERE run = $1`, [
        run,
        JSON.stringify(at)
      ]);
  };
  const flush = () => (writing = writing.then(write).catch(() => {})); // whoever follows sees less
  const timer = setInterval(flush, writeEvery);
  return {
    begin(name) {
      step = name;
      progress = {step, done: 0, total: null, unit: ""};
      add("begin", name, name);
      next.begin(name);
    },
    progress(done, total, unit) {
      progress = {step, done, total, unit};
      next.progress(done, total, unit);
    },
    end(name, summary) {
      add("end", summary, name);
      next.end(name, summary);
    },
    warn(message) {
      add("warn", message);
      next.warn(message);
    },
    found(message) {
      add("found", message);
      next.found?.(message);
    },
    async close() {
      clearInterval(timer);
      await flush();
    }
  };
}
