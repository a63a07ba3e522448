import {seeded} from "../../core/forest/random.js";
import type {Random} from "../../core/forest/types.js";

const fields =
  "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp history orig_pkts resp_pkts";
const start = 1_770_000_000; // seconds; a Monday in February 2026
const day = 86_400;

/** A connection of the made-up log, as the cells of its line after the time. */
type Cells = (string | number)[];

/**
 * Returns a small Zeek conn.log as a file: a day of an office of twelve machines, a scan of ports, an upload by
 * night, and an invalid line. Made up, and the same every time for the same *seed*.
 */
export function sampleLog(seed = 7, connections = 3000): File {
  const random = seeded(seed);
  const rows = Array.from({length: connections}, (_, i): [number, Cells] => [
    start + day * ((i + random()) / connections),
    normal(random)
  ]);
  for (let port = 1; port <= 240; ++port) rows.push([start + 51_000 + port / 3, scan(port)]);
  for (let i = 0; i < 3; ++i) rows.push([start + 10_800 + 900 * i, upload(random)]);
  rows.sort(([a], [b]) => a - b);
  const lines = rows.map(([time, cells], i) =>
    [time.toFixed(6), `Cmadeup${i}`, ...cells].join("\t")
  );
  lines.splice(40, 0, lines[40].replace("10.20.0.", "10.20.0.999."));
  const head = ["#separator \\x09", "#path\tconn", `#fields\t${fields.split(" ").join("\t")}`];
  return new File([[...head, ...lines, ""].join("\n")], "made-up-conn.log", {type: "text/plain"});
}

function normal(random: Random): Cells {
  const host = `10.20.0.${10 + Math.floor(12 * random())}`;
  const source = 49_152 + Math.floor(16_000 * random());
  if (random() < 0.4) {
    const size = 30 + Math.floor(40 * random());
    const took = (0.002 + 0.05 * random()).toFixed(6);
    return [
      host,
      source,
      "10.20.0.1",
      53,
      "udp",
      "dns",
      took,
      size,
      3 * size,
      "SF",
      "T",
      "T",
      "Dd",
      1,
      1
    ];
  }
  const down = Math.floor(Math.exp(6 + 6 * random()));
  const up = 400 + Math.floor(down * 0.1 * random());
  const took = (0.1 + 20 * random() ** 3).toFixed(6);
  const server = `203.0.113.${1 + Math.floor(40 * random())}`;
  return [
    host,
    source,
    server,
    443,
    "tcp",
    "ssl",
    took,
    up,
    down,
    "SF",
    "T",
    "F",
    "ShADadFf",
    5 + Math.ceil(up / 1400),
    5 + Math.ceil(down / 1400)
  ];
}

function scan(port: number): Cells {
  return [
    "10.20.0.17",
    40_000 + port,
    "10.20.0.5",
    port,
    "tcp",
    "-",
    "-",
    "-",
    "-",
    port % 60 === 22 ? "SF" : "REJ",
    "T",
    "T",
    "Sr",
    1,
    1
  ];
}

function upload(random: Random): Cells {
  const bytes = 400_000_000 + Math.floor(1e8 * random());
  return [
    "10.20.0.14",
    51_000,
    "198.51.100.77",
    8443,
    "tcp",
    "-",
    "840.5",
    bytes,
    90_000,
    "SF",
    "T",
    "F",
    "ShADadFf",
    Math.ceil(bytes / 1400),
    1900
  ];
}
