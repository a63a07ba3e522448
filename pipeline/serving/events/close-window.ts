import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {setImmediate} from "node:timers/promises";
import {flowsOf} from "../../../src/core/features/flows.js";
import {windowMicros} from "../../../src/core/stream/open-window.js";
import type {OpenWindow} from "../../../src/core/stream/open-window.js";
import {scoreEvents, sliceFlows} from "../../../src/core/stream/event-scores.js";
import type {EventModel} from "../../../src/core/stream/event-scores.js";
import type {ColumnType} from "../../duckdb/plain-parquet.js";
import {tableWriter} from "../../ingestion/table-writer.js";
import type {TableWriter} from "../../ingestion/table-writer.js";
import {eventAnswer, instant} from "./event-answer.js";
import type {FindEvidence} from "./event-answer.js";
import {flowsFile, pieceName, pieceRows} from "./events-folder.js";
import type {EventsFolder, StoredWindow} from "./events-folder.js";

/** What the final scores of a window are made with. */
export interface Closing {
  folder: EventsFolder;
  model: EventModel;

  /** Returns the evidence about the ends of an event, as of now. */
  evidence: FindEvidence;

  /** The number of the first final score. */
  first: number;
}

/** The columns of the flows of a day: those that evidence is made from. */
const columns: readonly {name: string; type: ColumnType}[] = [
  {name: "event_id", type: "BIGINT"},
  {name: "time", type: "TIMESTAMP"},
  {name: "src", type: "VARCHAR"},
  {name: "dst", type: "VARCHAR"},
  {name: "dst_port", type: "INTEGER"},
  {name: "proto", type: "VARCHAR"},
  {name: "service", type: "VARCHAR"},
  {name: "client", type: "VARCHAR"},
  {name: "domain", type: "VARCHAR"},
  {name: "duration", type: "DOUBLE"},
  {name: "orig_bytes", type: "BIGINT"},
  {name: "resp_bytes", type: "BIGINT"},
  {name: "orig_ip_bytes", type: "BIGINT"},
  {name: "orig_pkts", type: "BIGINT"},
  {name: "conn_state", type: "VARCHAR"},
  {name: "local_orig", type: "BOOLEAN"},
  {name: "local_resp", type: "BOOLEAN"},
  {name: "score", type: "DOUBLE"}
];

/**
 * Scores the events of a closed window over its complete counts, and stores the scores and, for the evidence of its day, the flows;
 * some at a time, so that requests are answered meanwhile. Returns what was stored.
 */
export async function closeWindow(
  window: OpenWindow,
  {folder, model, evidence, first}: Closing
): Promise<StoredWindow> {
  const {table, number, missing} = window;
  const place = folder.begin(number);
  const writer = tableWriter({columns, pathOf: () => join(place, flowsFile), rowsPerPart: Infinity}); // prettier-ignore
  const flows = flowsOf(table);
  let bytes = 0;
  for (let from = 0, piece = 0; from < table.rows; from += pieceRows, ++piece) {
    const to = Math.min(table.rows, from + pieceRows);
    const scored = scoreEvents(sliceFlows(flows, from, to), model);
    let text = "";
    for (let i = from; i < to; ++i) {
      const final = {
        cursor: first + i,
        event: window.ids[i],
        window: instant(number * windowMicros)
      };
      const answer = eventAnswer({table, i, scored, at: i - from, model, evidence, withReasons: true}); // prettier-ignore
      text += `${JSON.stringify({...final, ...answer, provisional: false, final: true, partial: missing > 0})}\n`;
      putFlow(writer, window, i, scored.scores[i - from]);
    }
    const encoded = Buffer.from(text);
    bytes += encoded.length;
    writeFileSync(join(place, pieceName(piece)), encoded);
    await setImmediate();
  }
  writer.finish();
  const stored: StoredWindow = {window: number, first, rows: table.rows, bytes};
  folder.commit(place, stored, instant(number * windowMicros).slice(0, 10));
  return stored;
}

function putFlow(
  writer: TableWriter,
  {table, ids, ipBytes}: OpenWindow,
  i: number,
  score: number
): void {
  // prettier-ignore
  const {numbers, codes, texts} = table;
  const number = (value: number) => writer.put(Number.isNaN(value) ? null : value);
  const text = (name: "src" | "dst" | "proto" | "service" | "conn_state") =>
    writer.put(codes[name][i] === 0 ? null : texts[name].texts[codes[name][i]]);
  writer.put(ids[i]);
  number(numbers.time[i]);
  text("src");
  text("dst");
  number(numbers.dst_port[i]);
  text("proto");
  text("service");
  writer.put(null);
  writer.put(null);
  number(numbers.duration[i]);
  number(numbers.orig_bytes[i]);
  number(numbers.resp_bytes[i]);
  number(ipBytes[i]);
  number(numbers.orig_pkts[i]);
  text("conn_state");
  number(numbers.local_orig[i]);
  number(numbers.local_resp[i]);
  writer.put(score);
  writer.endRow();
}
