import {existsSync, readFileSync} from "node:fs";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "cli-"));
  await writeFile(join(cwd, "a-file"), "");
});

afterAll(() => rm(cwd, {recursive: true, force: true}));

const misuses: [string, string[], string][] = [
  ["an unknown command", ["rnu"], "unknown command: rnu; did you mean run?"],
  [
    "a command like nothing else",
    ["frobnicate"],
    "unknown command: frobnicate; see `atalaya --help`"
  ],
  ["the name of something inherited", ["constructor"], "unknown command: constructor"],
  ["an unknown option", ["run", "--tree", "5"], "unknown option: --tree; did you mean --trees?"],
  ["an unknown short option", ["run", "-x"], "unknown option: -x"],
  ["an evaluation without a run", ["evaluate"], "no runs yet; try `atalaya run`"],
  ["two runs to evaluate", ["evaluate", "a", "b"], "unknown argument: b; one run is evaluated"],
  ["no seeds", ["evaluate", "--seeds", "0"], "invalid --seeds: 0; it is an integer from 1 to 100"],
  ["a full evaluation of what is watched", ["watch", "logs", "--full"], "unknown option: --full"],
  ["an option of another command", ["runs", "--trees", "5"], "unknown option: --trees"],
  ["an option twice", ["run", "--trees", "5", "--trees", "6"], "duplicate option: --trees"],
  ["an option without its value", ["run", "--trees"], "missing value: --trees"],
  ["an empty value", ["run", "--workspace="], "missing value: --workspace"],
  ["an option where a value belongs", ["run", "--trees", "--json"], "--trees"],
  ["a value that begins with a dash", ["run", "--trees", "-5"], "is written --trees=-…"],
  ["a value where none belongs", ["run", "--json=yes"], "--json"],
  ["trees that are no number", ["run", "--trees", "many"], "invalid --trees: many"],
  ["no trees", ["run", "--trees", "0"], "invalid --trees: 0; it is an integer from 1 to 10,000"],
  ["half a tree", ["run", "--trees", "1.5"], "invalid --trees: 1.5"],
  ["less than no trees", ["run", "--trees=-5"], "invalid --trees: -5"],
  ["a hexadecimal seed", ["run", "--seed", "0x10"], "invalid --seed: 0x10"],
  ["a seed of 33 bits", ["run", "--seed", "4294967296"], "invalid --seed: 4294967296"],
  ["a sample of one row", ["run", "--sample-size", "1"], "invalid --sample-size: 1"],
  [
    "a training share of nothing",
    ["run", "--train-share", "0"],
    "invalid --train-share: 0; it is a number from 0.05 to 1"
  ],
  [
    "a training share of more than all",
    ["run", "--train-share", "1.01"],
    "invalid --train-share: 1.01"
  ],
  ["an infinite budget", ["run", "--budget", "Infinity"], "invalid --budget: Infinity"],
  ["an unknown rule", ["run", "--threshold", "best"], 'invalid --threshold: "best"'],
  ["a quantile over 1", ["run", "--threshold", "quantile:99"], "e.g. quantile:0.999"],
  ["too few flows", ["run", "--flows", "10"], "invalid --flows: 10"],
  ["threads that are none", ["run", "--threads", "0"], "invalid --threads: 0"],
  [
    "a feed and files",
    ["run", "--flows", "5000", "a-file"],
    "ambiguous input: --flows is for the synthetic feed"
  ],
  ["days and files", ["run", "a-file", "--days", "3"], "ambiguous input: --days"],
  ["an empty file name", ["run", ""], "invalid file name"],
  ["positional arguments where none belong", ["doctor", "a.log"], "unknown argument: a.log"],
  ["an unknown action", ["runs", "conn.log"], "unknown action of runs: conn.log; try watch"],
  ["a site that was not built", ["serve"], "site not found: dist; try `atalaya build`"],
  ["a port that is none", ["serve", "--port", "70000"], "invalid --port: 70000"],
  ["a workspace that is a file", ["run", "--workspace", "a-file"], "invalid workspace"],
  ["a workspace below a file", ["run", "--workspace", "a-file/x"], "invalid workspace"]
];

it.each(misuses)(
  "atalaya rejects %s: exit code 2, one line, nothing written",
  async (_, args, message) => {
    const {code, stdout, stderr} = await atalaya(args, {cwd});
    expect(stderr).toContain(`atalaya: `);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(join(cwd, ".atalaya"))).toBe(false);
  }
);

const servers: [name: string, env: Record<string, string>][] = [
  ["PG_HOST", {PG_HOST: "127.0.0.1", PG_PORT: "1", PG_PASSWORD: "secret"}],
  ["DATABASE_URL", {DATABASE_URL: "postgresql://ana:secret@127.0.0.1:1/audits"}]
];

it.each(servers)(
  "atalaya run says that the audit database in %s cannot be reached, and not its password",
  async (_, env) => {
    const quick = {PG_CONNECT_TIMEOUT: "1", PG_RETRY_TIMEOUT: "1"};
    const {code, stdout, stderr} = await atalaya(["runs"], {cwd, env: {...env, ...quick}});
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("audit database unreachable: postgresql://");
    expect(stderr).toContain("@127.0.0.1:1/");
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).not.toContain("secret");
  }
);

it("atalaya writes no control character of an argument to the terminal", async () => {
  const {code, stderr} = await atalaya(["\u001b]0;title\u0007"], {cwd});
  expect(code).toBe(2);
  expect(stderr).toContain("\\x1b]0;title\\x07");
});

it("atalaya --version prints the version, and --json makes it an object", async () => {
  const plain = await atalaya(["--version"], {cwd});
  expect([plain.code, plain.stderr]).toEqual([0, ""]);
  expect(plain.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const json = await atalaya(["version", "--json"], {cwd});
  expect(JSON.parse(json.stdout)).toEqual({version: plain.stdout.trim()});
});

it("atalaya --help lists the commands, and each says its options", async () => {
  const {code, stdout} = await atalaya(["--help"], {cwd});
  expect(code).toBe(0);
  const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
  const docs = readFileSync(new URL("../../../docs/04-commands.md", import.meta.url), "utf8");
  const documented = [...docs.matchAll(/^## `(\w+)`$/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(documented.toSorted());
  const helps = names.map((name) => atalaya([name, "--help"], {cwd}));
  for (const [i, name] of names.entries()) {
    const help = await helps[i];
    expect([help.code, help.stderr]).toEqual([0, ""]);
    expect(help.stdout).toContain(`usage: atalaya ${name}`);
    expect(help.stdout).toContain("--workspace DIR");
  }
  expect((await atalaya(["run", "--flows", "x", "-h"], {cwd})).stdout).toContain("--allow-partial");
}, 60_000);
