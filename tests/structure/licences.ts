import {readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import prettier from "prettier";

// npm run licences: writes docs/licences.md from package-lock.json.

/** A package that is installed with Atalaya, or only with its tests. */
export interface Package {
  name: string;
  version: string;
  /** An SPDX expression. */
  licence: string;
  dev: boolean;
}

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const list = `${root}docs/licences.md`;

/** The licences of packages whose package.json names none where npm looks, and where they do. */
const stated: {[name: string]: {licence: string; where: string}} = {
  "json-bignum": {
    licence: "MIT",
    where: "the old field `licenses` of its package.json, and its file LICENSE"
  }
};

/** Every licence that a package may have; a new one needs a look at what it asks for. */
export const accepted = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "(MIT AND Zlib)",
  "(MIT OR CC0-1.0)",
  "(MIT OR GPL-3.0-or-later)",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
  "Python-2.0",
  "Unlicense"
]);

/** Returns the packages of the text of a package-lock.json, by name, then version; throws an Error if one states no licence. */
export function packagesOf(lock: string): Package[] {
  const {packages} = JSON.parse(lock) as {packages: {[path: string]: LockedPackage}};
  const found = new Map<string, Package>();
  for (const [path, {version, license, dev = false}] of Object.entries(packages)) {
    if (path === "") continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const licence = license ?? stated[name]?.licence;
    if (licence === undefined)
      throw new Error(
        `no licence: ${name} ${version}; read its files, and add it to tests/structure/licences.ts`
      );
    const id = `${name} ${version}`;
    found.set(id, {name, version, licence, dev: dev && (found.get(id)?.dev ?? true)});
  }
  return [...found.values()].sort(
    (a, b) => compareText(a.name, b.name) || compareText(a.version, b.version)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function groupByLicence(packages: readonly Package[]): Map<string, Package[]> {
  const groups = new Map<string, Package[]>();
  for (const one of packages) groups.set(one.licence, [...(groups.get(one.licence) ?? []), one]);
  return groups;
}

/** Returns docs/licences.md for *packages*. */
export async function licencesText(packages: readonly Package[]): Promise<string> {
  const shipped = packages.filter(({dev}) => !dev);
  const notes = shipped.flatMap(({name, version}) =>
    Object.hasOwn(stated, name)
      ? [`${name} ${version} is under ${stated[name].licence} by ${stated[name].where}.`]
      : []
  );
  const counts = [...groupByLicence(shipped)].sort(
    ([a, x], [b, y]) => y.length - x.length || compareText(a, b)
  );
  const text = `# Licences of dependencies

What \`npm ci --omit=dev\` may install, on any platform, as package-lock.json states it: ${shipped.length} packages. \`npm run licences\` writes
this list; a test fails if it is not current, or if a package states another licence than those here. ${packages.length - shipped.length}
more are used only to test and build, and are in no image and on no page.

| licence | packages |
| --- | --- |
${counts.map(([licence, of]) => `| ${licence} | ${of.length} |`).join("\n")}

${notes.join("\n")}

| package | version | licence |
| --- | --- | --- |
${shipped.map(({name, version, licence}) => `| ${name} | ${version} | ${licence} |`).join("\n")}
`;
  return prettier.format(text, {...(await prettier.resolveConfig(list)), parser: "markdown"});
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(
    list,
    await licencesText(packagesOf(readFileSync(`${root}package-lock.json`, "utf8")))
  );
