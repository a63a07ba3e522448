import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../../../pipeline/config/errors.js";
import {openSession} from "../../../../../pipeline/duckdb/session.js";
import {scoreTable} from "../../../../../pipeline/cli/commands/model/score-table.js";
import {growForest} from "../../../../../src/core/forest/grow.js";
import {scoreMatrix} from "../../../../../src/core/forest/score.js";
import {matrixOf, normalMatrix} from "../../../../core/forest/fixtures.js";
import {modelAround} from "../../../exchange/models.js";

const model = modelAround(growForest(normalMatrix(500, 3), {trees: 10, seed: 1}));
model.file.features = ["a", 'say "b", c', "A"];
const header = 'note,A,"say ""b"", c",a';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "score-"))));
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Scores a table of *content* in a file *name*; returns the lines of the output. */
async function scoreOf(name: string, content: string | Uint8Array, threads = 1): Promise<string[]> {
  const input = join(folder, name);
  await writeFile(input, content);
  return scoreFile(input, threads);
}

async function scoreFile(input: string, threads = 1): Promise<string[]> {
  const output = join(folder, "out.csv");
  const rows = await scoreTable(model, input, output, {threads});
  const lines = (await readFile(output, "utf8")).trim().split("\n");
  expect([lines[0], lines.length]).toEqual(["row,score", rows + 1]);
  return lines.slice(1);
}

/** Returns the lines that rows of a, b and A are to give. */
function expected(rows: number[][]): string[] {
  return Array.from(scoreMatrix(model.forest, matrixOf(rows)), (score, i) => `${i + 1},${score}`);
}

const nan = [NaN, 0.5, -1];
const rows = [[0.1, 2, -3], [1e300, -1e300, 0], nan, [1, 1, 1]]; // prettier-ignore
const csv = `${header}\nx,-3,2,0.1\n"y,\nz",0,-1e300,1e300\n,-1,0.5,\n#4,1, 1 ,+1\n`;

it.each<[string, string | Uint8Array]>([
  ["CSV", csv],
  ["CSV of Windows, with a byte order mark", `\ufeff${csv.replaceAll("\n", "\r\n")}`],
  ["CSV whose last line has no end", csv.slice(0, -1)]
])(
  "scoreTable(…) reads %s by the names of its columns, in any order, empty as NaN",
  async (_, content) => {
    expect(await scoreOf("rows.csv", content)).toEqual(expected(rows));
  }
);

it("scoreTable(…) reads compressed CSV, TSV, and a file whose name looks like a pattern", async () => {
  expect(await scoreOf("rows.csv.gz", gzipSync(csv))).toEqual(expected(rows));
  const tsv = 'a\tsay "b", c\tA\n1\t1\t1\n';
  expect(await scoreOf("rows.tsv", tsv)).toEqual(expected([[1, 1, 1]]));
  await writeFile(join(folder, "a1.csv"), "");
  expect(await scoreOf("a[1]*'.csv", csv)).toEqual(expected(rows));
});

it("scoreTable(…) reads Parquet of any numbers, null as NaN", async () => {
  const path = join(folder, "rows.parquet");
  const session = await openSession({scratch: folder});
  await session.run(
    `COPY (SELECT * FROM (VALUES (1::TINYINT, 0.25::DECIMAL(4, 2), 3::DOUBLE, 'x'), (NULL, 1, 1e300, 'y')) AS t(x, "say ""b"", c", z, note)) TO '${path.replace(".parquet", "-1.parquet")}' (FORMAT parquet)`
  );
  await session.run(
    `COPY (SELECT x AS a, "say ""b"", c", note FROM read_parquet('${path.replace(".parquet", "-1.parquet")}')) TO '${path}' (FORMAT parquet)`
  );
  session.close();
  await expect(scoreFile(path)).rejects.toThrow("missing column in");
  const both = modelAround(model.forest);
  both.file.features = ["x", 'say "b", c', "z"];
  const output = join(folder, "p.csv");
  const input = path.replace(".parquet", "-1.parquet");
  await scoreTable(both, input, output, {threads: 1});
  expect((await readFile(output, "utf8")).trim().split("\n").slice(1)).toEqual(
    expected([[1, 0.25, 3], [NaN, 1, 1e300]]) // prettier-ignore
  );
  both.file.features = ["x", "note", "z"];
  await expect(scoreTable(both, input, output, {threads: 1})).rejects.toThrow(
    "note is VARCHAR; the model takes numbers"
  );
});

it("scoreTable(…) writes the same for 30,000 rows whatever the threads, in order", async () => {
  const {values} = normalMatrix(30_000, 3, 9);
  const many = Array.from({length: 30_000}, (_, i) =>
    Array.from(values.subarray(3 * i, 3 * i + 3))
  );
  const text = `${header}\n${many.map(([a, b, c]) => `x,${c},${b},${a}`).join("\n")}\n`;
  const once = await scoreOf("many.csv", text, 1);
  expect(once).toEqual(expected(many));
  expect(await scoreOf("many.csv", text, 4)).toEqual(once);
});

it.each<[string, string, string | Uint8Array, string]>([
  [
    "a value that is no number",
    "a.csv",
    `${header}\nx,1,2,3\nx,1,oops,3\n`,
    'row 2 after the header, column say "b", c, is "oops"; leave a value that is missing empty'
  ],
  [
    "a value of code",
    "a.csv",
    `${header}\nx,1,"1); DROP TABLE x; --",3\n`,
    'is "1); DROP TABLE x; --"'
  ],
  [
    "a line too short",
    "a.csv",
    `${header}\nx,1,2,3\nx,1,2\n`,
    "line 3: it has 3 values for 4 columns"
  ],
  [
    "a line too long, early",
    "a.csv",
    `${header}\nx,1,2,3\nx,1,2,3,4\n`,
    "line 3: it has 5 values for 4 columns"
  ],
  [
    "a line too short, late",
    "a.csv",
    `${header}\n${"x,1,2,3\n".repeat(30_000)}x\n`,
    "line 30002: it has 1 values for 4 columns"
  ],
  ["a quote without end", "a.csv", `${header}\n"x,1,2,3\n`, "unreadable table"],
  ["no column of that name", "a.csv", "aa,b,c\n1,2,3\n", "missing columns in"],
  ["a name in other letters", "a.csv", 'a,b,"say ""b"", c"\n1,2,3\n', ": A; did you mean a?"],
  ["two columns of one name", "a.csv", `${header},a\n`, "two are named a"],
  ["nothing", "a.csv", "", "it is empty"],
  ["a first line without end", "a.csv", "a".repeat(2e6), "its first line has no end"],
  ["bytes that are no gzip", "a.csv.gz", csv, "unreadable table"],
  ["bytes that are no Parquet", "a.parquet", csv, "unreadable table"],
  ["a file of another kind", "a.json", "[]", "unsupported table"]
])("scoreTable(…) refuses %s, and says where", async (_, name, content, message) => {
  await expect(scoreOf(name, content)).rejects.toThrow(message);
  await expect(scoreOf(name, content)).rejects.toThrow(UsageError);
});

it("scoreTable(…) gives a table without rows no scores", async () => {
  expect(await scoreOf("none.csv", `${header}\n`)).toEqual([]);
});
