/** The text fields of a row that a mutation may set, and its time. */
export interface Row {
  time?: string;
  proto?: unknown;
  service?: unknown;
  note?: unknown;
}

/** A format of logs, as the corpus writes it. */
export interface Form {
  /** The end of the names of its files. */
  extension: string;

  /** The lines before the rows. */
  header: readonly string[];

  /** Returns the line of row *i*, whose values are *row* where it says something. */
  line(i: number, row?: Row): string;
}

const start = 1_772_409_600;

/** Zeek’s conn.log, tab-separated: other bytes than tabs and line ends stand in a cell as they are. */
export const tsv: Form = {
  extension: "log",
  header: [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory",
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tstring"
  ],
  line: (i, {time = `${start + i * 60}.5`, proto = "tcp", service = "http", note = "ShADadFf"} = {}) =>
    [time, `C${i}`, `10.0.0.${i % 20}`, 40_000 + (i % 20_000), "192.0.2.1", 80, plain(proto), plain(service), "0.5", 300 + (i % 7), 900, "SF", plain(note)].join("\t") // prettier-ignore
};

/** Zeek’s conn.log as JSON. */
export const zeekJson: Form = {
  extension: "json",
  header: [],
  line: (
    i,
    {time = `${start + i * 60}.5`, proto = "tcp", service = "http", note = "ShADadFf"} = {}
  ) =>
    `{"ts":${time},"uid":"C${i}","id.orig_h":"10.0.0.${i % 20}","id.orig_p":${40_000 + (i % 20_000)},"id.resp_h":"192.0.2.1","id.resp_p":80,"proto":${json(proto)},"service":${json(service)},"duration":0.5,"orig_bytes":${300 + (i % 7)},"resp_bytes":900,"conn_state":"SF","history":${json(note)}}`
};

/** CSV as spreadsheets write it, with a field that is not read. */
export const csv: Form = {
  extension: "csv",
  header: ["ts,src,src_port,dst,dst_port,proto,service,duration,orig_bytes,resp_bytes,note"],
  line: (i, {time = `${start + i * 60}.5`, proto = "tcp", service = "http", note = "none"} = {}) =>
    [time, `10.0.0.${i % 20}`, 40_000 + (i % 20_000), "192.0.2.1", 80, cell(proto), cell(service), "0.5", 300 + (i % 7), 900, cell(note)].join(",") // prettier-ignore
};

/** JSON lines with the names of the Elastic Common Schema. */
export const ecs: Form = {
  extension: "jsonl",
  header: [],
  line: (i, {time, proto = "tcp", service = "http", note = "none"} = {}) =>
    `{"@timestamp":${JSON.stringify(time ?? new Date((start + i * 60) * 1000).toISOString())},"source":{"ip":"10.0.0.${i % 20}","port":${40_000 + (i % 20_000)},"bytes":${300 + (i % 7)}},"destination":{"ip":"192.0.2.1","port":80,"bytes":900},"network":{"transport":${json(proto)},"protocol":${json(service)}},"message":${json(note)}}`
};

/** The formats. */
export const forms: readonly Form[] = [tsv, zeekJson, csv, ecs];

/** Text that is JSON already, rather than a value. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function json(value: unknown): string {
  return value instanceof Raw ? value.text : JSON.stringify(value);
}

function plain(value: unknown): string {
  return (value instanceof Raw ? value.text : String(value)).replace(/[\t\n]/g, " ");
}

function cell(value: unknown): string {
  if (value instanceof Raw) return value.text;
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
