import {execFileSync, spawnSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {findUndescribed, foldersIn} from "./docs/folders.js";
import {exampleOf, filesOf} from "./docs/guides.js";
import {anchorsOf, findBrokenLinks, findMissingPaths, invocationsOf, scriptsOf} from "./docs/markdown.js"; // prettier-ignore
import type {Document} from "./docs/markdown.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string): Document => ({path, text: readFileSync(`${root}/${path}`, "utf8")});
const paths = globSync(["*.md", "docs/**/*.md"], {cwd: root}).sort();
const documents = paths.map(read);
const {scripts} = JSON.parse(read("package.json").text) as {scripts: {[name: string]: string}};

const helps = new Map<string, string>();

/** Returns what `atalaya [command] --help` prints. */
function helpOf(command: string): string {
  const args = ["pipeline/atalaya.js", ...(command ? [command] : []), "--help"];
  const help = helps.get(command) ?? spawnSync(process.execPath, args, {cwd: root, encoding: "utf8"}).stdout; // prettier-ignore
  helps.set(command, help);
  return help;
}

it("the documents are there: README, changelog, the chapters, and the decisions", () => {
  expect(paths).toEqual(expect.arrayContaining(["README.md", "CHANGELOG.md"]));
  for (const chapter of ["01", "02", "03", "04", "05", "06"]) {
    expect(paths.filter((path) => path.startsWith(`docs/${chapter}-`))).toHaveLength(1);
  }
  expect(paths.filter((path) => path.startsWith("docs/decisions/")).length).toBeGreaterThan(6);
});

it.each(documents)("$path links to nothing that is not there", (document) => {
  expect(findBrokenLinks(root, document)).toEqual([]);
});

it.each(documents)("$path names no path of ours that does not exist", (document) => {
  expect(findMissingPaths(root, document)).toEqual([]);
});

it.each(documents)("$path names only scripts that package.json has", ({text}) => {
  expect(scriptsOf(text).filter((name) => !(name in scripts))).toEqual([]);
});

it.each(documents)("$path calls Atalaya as its help says", ({text}) => {
  for (const {line, command, options} of invocationsOf(text)) {
    const help = helpOf(command);
    expect(help, line).toContain(command);
    for (const option of options.filter((name) => name !== "--version"))
      expect(help, line).toMatch(new RegExp(`${option}\\b`));
  }
});

it("CONTRIBUTING lists the scripts, and no others", () => {
  expect(scriptsOf(read("CONTRIBUTING.md").text).sort()).toEqual(Object.keys(scripts).sort());
});

it("README says in its first lines what this is, for whom, and what else there is", () => {
  const lines = read("README.md").text.split("\n").slice(0, 5).join(" ");
  const facts = ["anomaly detection", "security logs", "Isolation Forest", "offline", "analysts", "SIEM", "notebook"]; // prettier-ignore
  for (const fact of facts) expect(lines).toContain(fact);
});

it("the structure chapter describes every folder of the source, and none that is not there", () => {
  const described = foldersIn(read("docs/03-structure.md").text);
  const files = globSync(["src/**", "pipeline/**", "tests/**"], {
    cwd: root,
    followSymbolicLinks: false,
    ignore: ["src/{data,notebooks}/**", "tests/fixtures/*/**"]
  });
  expect(findUndescribed(files, described), "add a row to docs/03-structure.md").toEqual([]);
  const missing = described.filter((folder) => globSync(`${folder}/**`, {cwd: root}).length === 0);
  expect(missing, "remove the row from docs/03-structure.md").toEqual([]);
});

const guides = documents.filter(({path}) => path.startsWith("docs/guides/"));
const maxFiles: {[guide: string]: number} = {
  "docs/guides/add-a-command.md": 4,
  "docs/guides/add-a-detector.md": 4,
  "docs/guides/add-a-feature.md": 4,
  "docs/guides/add-a-log-format.md": 4,
  "docs/guides/add-a-mapping.md": 3,
  "docs/guides/add-a-page.md": 6
};

it.each(guides)("$path names few files, which are there and hold what it says", (guide) => {
  const files = filesOf(guide);
  expect(files.length).toBeGreaterThan(1);
  expect(files.length).toBeLessThanOrEqual(maxFiles[guide.path]);
  for (const {path, beside} of files) {
    const file = path.replaceAll("<name>", exampleOf(guide) ?? "");
    expect(existsSync(`${root}/${file}`), file).toBe(true);
    if (beside) expect(read(file).text, file).toContain(beside);
  }
});

it("the commands chapter names every command, and every option of each", () => {
  const {text} = read("docs/04-commands.md");
  const commands = [...helpOf("").matchAll(/^ {2,}(?:atalaya )?([a-z-]+)\b/gm)].map(([, name]) => name); // prettier-ignore
  expect(commands.length).toBeGreaterThan(5);
  for (const command of new Set(commands)) {
    const section = new RegExp(`^## .*(?<![\\w-])${command}(?![\\w-])[\\s\\S]*?(?=^## |$(?![\\s\\S]))`, "m").exec(text)?.[0]; // prettier-ignore
    expect(section, `a section on ${command}`).toBeDefined();
    const options = new Set(helpOf(command).match(/--[a-z][a-z-]+/g));
    const known = `${section}${/^## Every command[\s\S]*?(?=^## )/m.exec(text)?.[0] ?? ""}`;
    for (const option of options) expect(known, `${command} ${option}`).toContain(option);
  }
});

it("every decision says context, decision, consequence, and how we would know we were wrong", () => {
  for (const {path, text} of documents.filter((document) => /decisions\/\d/.test(document.path))) {
    const anchors = anchorsOf(text).slice(1);
    const parts = ["context", "decision", "consequence", "how-we-would-know-we-were-wrong"];
    expect(anchors, path).toEqual(parts);
  }
});

it("no tracked file names a path of a machine, or the host of a registry", () => {
  // Ana is who examples are about.
  const machine =
    /(?<![\w.~-])\/(?:(?:work|root|Users|tmp)\/[\w.-]+|home\/(?!ana\b)[\w.-]+)|\b[A-Z]:\\Users\\/;
  const registry = /\b(?:registry|npm|artifactory|nexus)\.[a-z0-9-]+\.(?:org|com|dev|io|net)\b/;
  const found = trackedTexts().flatMap(({path, text}) =>
    text.split("\n").flatMap((line, i) => {
      const words = machine.exec(line) ?? registry.exec(line);
      return words ? [`${path}:${i + 1}: ${words[0]}`] : [];
    })
  );
  expect(found).toEqual([]);
});

function trackedTexts(): Document[] {
  const listed = execFileSync("git", ["ls-files", "-z"], {cwd: root, encoding: "utf8"});
  const files = listed.split("\0").filter((path) => path && existsSync(`${root}/${path}`));
  const text = /\.(?:ts|js|md|json|sql|ya?ml|css|html|txt|log|sh)$|(?:^|\/)(?:run|Dockerfile|LICENSE|\.\w+)$/; // prettier-ignore
  return files.filter((path) => text.test(path)).map(read);
}

it("anchorsOf(text) names headings as GitHub does", () => {
  const text = "# One, two & three\n\n```sh\n# not a heading\n```\n\n## `run` – files…\n## Same\n## Same\n"; // prettier-ignore
  expect(anchorsOf(text)).toEqual(["one-two--three", "run--files", "same", "same-1"]);
});

it("the checks of documents catch what is wrong", () => {
  const text = "[a](nowhere.md) [b](#none) [c](README.md#none) [d](https://e.example) `src/none.ts` `src/core/`"; // prettier-ignore
  const document = {path: "x.md", text: `# X\n\n${text} npm run nothing\n`};
  expect(findBrokenLinks(root, document)).toEqual(["x.md: nowhere.md", "x.md: #none", "x.md: README.md#none"]); // prettier-ignore
  expect(findMissingPaths(root, document)).toEqual(["x.md: src/none.ts"]);
  expect(scriptsOf(document.text)).toEqual(["nothing"]);
  expect(invocationsOf("```sh\nnpx atalaya run --flows 5 # five\n```\n`atalaya --help`")).toEqual([
    {line: "npx atalaya run --flows 5 # five", command: "run", options: ["--flows"]},
    {line: "atalaya --help", command: "", options: ["--help"]}
  ]);
});
