import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "suppressions-cli-"));
});
afterAll(() => rm(cwd, {recursive: true, force: true}));

const made = (changes: object) =>
  JSON.stringify({
    ...{format: "atalaya-suppression/1", id: "backup", reason: "nightly backup"},
    ...{at: "2026-11-23T15:00:00.000Z", until: null},
    ...{where: [{field: "dst_port", equals: 445}]},
    ...changes
  });

it("atalaya suppressions import keeps what is sound, names what is not, and exits with 3", async () => {
  const lines = [
    made({}),
    "nonsense",
    made({reason: " "}),
    made({reason: "x".repeat(1_000_000)}),
    made({}),
    made({at: "2026-11-23T16:00:00.000Z", reason: "it moved"})
  ];
  await writeFile(join(cwd, "s.jsonl"), `${lines.join("\n")}\n`);
  const first = await atalaya(["suppressions", "import", "s.jsonl"], {cwd});
  expect(first.stderr).toContain("s.jsonl:2: not JSON: nonsense");
  expect(first.stderr).toContain("s.jsonl:3: missing reason");
  expect(first.stderr).toMatch(/s\.jsonl:4: .*/);
  expect(first.stderr.length).toBeLessThan(2_000); // a rejected line is not repeated in full
  expect(first.stdout).toContain("2 suppressions added, 1 known, 3 rejected");
  expect(first.code).toBe(3);
  const list = await atalaya(["suppressions", "list"], {cwd});
  expect(list.stdout).toMatch(/^backup {2}for good {2}.*445.*: it moved\n$/);
  const exported = await atalaya(["suppressions", "export"], {cwd});
  expect(JSON.parse(exported.stdout)).toEqual(JSON.parse(lines[5]));
  const checked = await atalaya(["audit", "verify"], {cwd});
  expect(checked.code).toBe(0);
}, 120_000);

it.each([
  [["suppressions"], "unknown task: none; try one of import, list, export"],
  [["suppressions", "import"], "missing files"],
  [
    ["suppressions", "import", "absent.jsonl"],
    "file not found: absent.jsonl; name a file that a page"
  ]
])(
  "atalaya %j is a mistake in the command",
  async (args, message) => {
    const {code, stderr} = await atalaya(args, {cwd});
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  },
  120_000
);
