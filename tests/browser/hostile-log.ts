/** What an attacker would like a page to run; each marks the window if it does. */
export const payloads = [
  "<script>window.owned=1</script>",
  "<img src=x onerror=window.owned=2>",
  '"><svg onload=window.owned=3>',
  "javascript:window.owned=4",
  "${window.owned=5}",
  "</script><script>window.owned=6</script>",
  "'; DROP TABLE events; --",
  '=HYPERLINK("http://elsewhere.example/"&A1)',
  "\\x1b[31mred\\x1b]8;;http://elsewhere.example\\x07link",
  "\u202Egnp.exe\u2066\u200F",
  "🦉".repeat(40),
  "A".repeat(4000),
  "<iframe srcdoc='<script>parent.owned=7</script>'></iframe>",
  "{{constructor.constructor('window.owned=8')()}}",
  "\u001b[2J\u001b[31mred\u001b]8;;http://elsewhere.example\u0007link",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "W".repeat(60_000)
] as const;

/** The source port of the first event; those of the others follow by one. */
export const firstSourcePort = 40_000;

const fields = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes", "resp_bytes", "conn_state", "local_orig", "local_resp", "missed_bytes", "history", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "tunnel_parents", "label", "detailed-label", "technique"]; // prettier-ignore
const types = ["time", "string", "addr", "port", "addr", "port", "enum", "string", "interval", "count", "count", "string", "bool", "bool", "count", "string", "count", "count", "count", "count", "set[string]", "string", "string", "string"]; // prettier-ignore

/**
 * Returns a Zeek conn.log of 400 events in which every free text of every tenth is a payload, and
 * whose every tenth is also an anomalous one, so that the payloads come to the top of each page.
 */
export function hostileLog(seed: number): string {
  const header = [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    "#open\t2026-03-02-00-00-00",
    `#fields\t${fields.join("\t")}`,
    `#types\t${types.join("\t")}`
  ];
  const lines = Array.from({length: 400}, (_, i) => line(i, seed));
  return [...header, ...lines, tooLong(seed), ""].join("\n");
}

/** A line with a field of a megabyte: longer than any that is read, so it is rejected and listed. */
function tooLong(seed: number): string {
  return line(1, seed).replace("http", "Z".repeat(1 << 20));
}

function line(i: number, seed: number): string {
  const hostile = i % 10 === 0;
  const text = payloads[(i / 10) % payloads.length];
  const time = (1_772_409_600 + seed + i * 90).toFixed(6);
  const bytes = hostile ? 5_000_000 + i * 70_000 : 300 + (i % 7) * 20;
  const service = hostile ? text : "http";
  const words = hostile ? [text, text, text] : ["Benign", "-", "-"];
  const uid = hostile ? text : `C${i}`;
  const history = hostile ? text : "ShADadFf";
  const flow = [
    time,
    uid,
    `10.0.0.${i % 20}`,
    firstSourcePort + i,
    "192.0.2.1",
    hostile ? 1 + i : 80
  ];
  const volume = ["tcp", service, (0.1 + (i % 5) / 10).toFixed(6), bytes, 2 * bytes];
  const rest = [hostile ? "S1" : "SF", "T", "F", 0, history, 10, bytes + 400, 12, 2 * bytes + 480, "-"]; // prettier-ignore
  return [...flow, ...volume, ...rest, ...words].join("\t");
}
