const all = `title: base\nname: base\nlogsource: {product: zeek, service: conn}\ndetection: {s: {"id.resp_p|gte": 0}, condition: s}\n`; // prettier-ignore

/** Texts that an attacker gives a reader to paste: each ends in an answer or in a sentence, never in a script or another file. */
export const hostileRules: readonly {name: string; text: string}[] = [
  {name: "SQL in every field and value", text: everywhere(`x'); DROP TABLE events; COPY (SELECT 1) TO '/x'; --`)},
  {name: "quotes of every kind", text: everywhere(`'"\`''"";--/*`)},
  {name: "a table function in a field", text: everywhere("read_csv('/etc/passwd')")},
  {name: "a table function of a URL", text: everywhere("(SELECT content FROM read_text('https://example.com/'))")},
  {name: "markup", text: everywhere("<img src=x onerror=alert(1)><script>alert(1)</script>")},
  {name: "NUL and control characters", text: everywhere("a\0b\u0007c\u001b[31m")},
  {name: "bidirectional and invisible characters", text: everywhere("\u202egnp.exe\u2066\u200b\ufeff")},
  {name: "half a surrogate pair", text: everywhere("\ud800x")},
  {name: "names of properties of objects", text: everywhere("__proto__")},
  {name: "a regular expression that backtracks", text: rule({"history|re": "(a+)+$|(D|d)*(D|d)*(D|d)*x{500}"})},
  {name: "a huge regular expression", text: rule({"history|re": `(${"a?b*|".repeat(2000)}c){900}`})},
  {name: "a regular expression too long to read", text: rule({"history|re": "a".repeat(200_000)})},
  {name: "a pattern of 2,000 wildcards", text: rule({"history|contains": `${"*a?".repeat(2000)}x`})},
  {name: "10,000 values", text: rule({"server_name|contains": list(10_000, (i) => `host${i}.example`)})},
  {name: "10,000 exact values", text: rule({service: list(10_000, (i) => `service${i}`)})},
  {name: "10,000 selections", text: wide(10_000)},
  {name: "deep lists", text: `title: deep\nlogsource: {product: zeek, service: conn}\ndetection: {s: ${"[".repeat(5000)}${"]".repeat(5000)}, condition: s}`},
  {name: "a deep condition", text: rule({service: "dns"}, `${"not (".repeat(5000)}s${")".repeat(5000)}`)},
  {name: "aliases of aliases", text: aliases()},
  {name: "a megabyte of YAML", text: `title: large\n${"# a comment\n".repeat(40_000)}${"a: &a [b, c]\n".repeat(40_000)}`},
  {name: "a megabyte of documents", text: "---\ntitle: x\n".repeat(70_000)},
  {name: "a year of all events", text: correlation("value_count", {group: "proto", timespan: "365d", condition: {gte: 2, field: "id.resp_h"}})},
  {name: "a percentile over a year", text: correlation("value_percentile", {group: "proto", timespan: "365d", condition: {gte: 1, field: "duration", percentile: 99}})},
  {name: "a chain of correlations over all events", text: chain()}
]; // prettier-ignore

function list(n: number, item: (i: number) => string): string[] {
  return Array.from({length: n}, (_, i) => item(i));
}

/** JSON is YAML, and says exactly which characters are meant. */
function rule(selection: unknown, condition = "s"): string {
  return JSON.stringify({
    title: "hostile",
    logsource: {product: "zeek", service: "conn"},
    detection: {s: selection, condition},
    level: "low"
  });
}

function everywhere(text: string): string {
  return JSON.stringify({
    title: text,
    name: text,
    description: text,
    author: text,
    logsource: {product: "zeek", service: "conn"},
    detection: {
      s: {[text]: text, [`${text}|contains`]: [text, `*${text}?`], service: text, "history|re": text.replaceAll(/[^a-z]/g, "")},
      t: {"service|contains": ["s", text], "history|contains": text},
      u: {conn_state: ["SF", "S0", text], [`${text}|fieldref`]: text},
      k: [text],
      condition: "s or t or u or k"
    },
    falsepositives: [text],
    level: "low"
  }); // prettier-ignore
}

function wide(n: number): string {
  const selections = Object.fromEntries(list(n, String).map((i) => [`s${i}`, {"uid|contains": i}]));
  return JSON.stringify({
    title: "wide",
    logsource: {product: "zeek", service: "conn"},
    detection: {...selections, condition: "1 of s*"}
  });
}

function aliases(): string {
  const levels = list(30, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}, *a${i}]`); // prettier-ignore
  return `a0: &a0 [x, y]\n${levels.join("\n")}\ntitle: bomb`;
}

function correlation(
  type: string,
  {group, timespan, condition}: {group: string; timespan: string; condition: object}
): string {
  const own = {title: "over", name: "over", correlation: {type, rules: ["base"], "group-by": [group], timespan, condition}}; // prettier-ignore
  return `${all}---\n${JSON.stringify(own)}`;
}

function chain(): string {
  const links = list(5, (i) => JSON.stringify({title: `c${i}`, name: `c${i}`, correlation: {type: "event_count", rules: [i === 0 ? "base" : `c${i - 1}`], "group-by": ["proto"], timespan: "30d", condition: {gte: 1}}})); // prettier-ignore
  return [all, ...links].join("\n---\n");
}
