import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readJsonLines} from "../../../src/core/readers/json-lines.js";
import {parseVerdict} from "../../../src/core/verdicts/verdict.js";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "verdicts-cli-"));
});
afterAll(() => rm(cwd, {recursive: true, force: true}));

const line = (n: number, verdict: string, at: string, note = "") =>
  JSON.stringify({
    ...{format: "atalaya-verdict/1", file: "a".repeat(64), line: n},
    ...{verdict, note, by: "", at: `2026-11-23T15:00:0${at}.000Z`}
  });

it("atalaya verdicts import keeps what is sound, names the file and line of what is not, and exits with 3", async () => {
  const text = [
    line(5, "false", "2"),
    "nonsense",
    line(5, "true", "1"),
    line(6, "maybe", "1"),
    line(7, "unsure", "3", "a\u001b[2Jb")
  ];
  await writeFile(join(cwd, "v.jsonl"), `${text.join("\n")}\n`);
  const first = await atalaya(["verdicts", "import", "v.jsonl", "--by", "ana"], {cwd});
  expect(first.code).toBe(3);
  expect(first.stdout).toContain("3 verdicts added, 0 known, 2 rejected");
  expect(first.stderr).toContain("v.jsonl:2: not JSON: nonsense");
  expect(first.stderr).toContain(
    "v.jsonl:4: invalid verdict: maybe; try one of true, false, unsure"
  );
  const second = await atalaya(["verdicts", "import", "v.jsonl", "--by", "ana", "--json"], {cwd});
  expect(JSON.parse(second.stdout)).toMatchObject({accepted: 3, added: 0, known: 3});
  const list = await atalaya(["verdicts", "list"], {cwd});
  expect(list.stdout).toBe(
    `false   aaaaaaaaaaaa:5  2026-11-23T15:00:02Z  ana\nunsure  aaaaaaaaaaaa:7  2026-11-23T15:00:03Z  ana: a\\x1b[2Jb\n`
  );
  const exported = await atalaya(["verdicts", "export"], {cwd});
  const {accepted, rejected} = readJsonLines(exported.stdout, parseVerdict);
  expect(rejected).toEqual([]);
  expect(accepted.map(({line, verdict, by}) => [line, verdict, by])).toEqual([
    [5, "false", "ana"], // the later one
    [7, "unsure", "ana"]
  ]);
}, 120_000);

it.each([
  [["verdicts"], "unknown task: none; try one of import, list, export"],
  [["verdicts", "import"], "missing files"],
  [["verdicts", "import", "absent.jsonl"], "file not found: absent.jsonl; name a file that a page"],
  [["verdicts", "list", "--by", "ana"], "--by is for import"],
  [["verdicts", "list", "more"], "unknown argument: more"]
])(
  "atalaya %j is a mistake in the command",
  async (args, message) => {
    const {code, stderr, stdout} = await atalaya(args, {cwd});
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  },
  60_000
);
