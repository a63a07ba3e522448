import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

// Prints what Atalaya is made of (CycloneDX 1.5), as package-lock.json has it, equal to the byte for an equal file and
// time; the time is that of the commit, in seconds since 1970:
//
//   npx tsx tests/release/make-sbom.ts "$(git log -1 --format=%ct)" > atalaya.cdx.json
//
// `npm sbom --omit dev` omits packages that development uses too: 163 of 550 in December 2026, direct dependencies among
// them.

/** A package of package-lock.json. */
interface Locked {
  name?: string;
  version: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** A part of an SBOM: a package. */
export interface Component {
  type: "application" | "library";
  "bom-ref": string;
  name: string;
  version: string;
  purl: string;
  hashes?: {alg: string; content: string}[];
  licenses?: ({license: {id: string}} | {expression: string})[];
}

const folder = "node_modules/";

/** Returns the SBOM of the text *lock* of package-lock.json, made at *seconds* since 1970: every package that is not for development alone. */
export function makeSbom(lock: string, seconds: number) {
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw new RangeError(`invalid time: ${seconds}; give whole seconds since 1970`);
  const {packages} = JSON.parse(lock) as {packages: Record<string, Locked>};
  const paths = Object.keys(packages).filter((path) => path !== "" && !packages[path].dev);
  const nameOf = (path: string) =>
    packages[path].name ?? path.slice(path.lastIndexOf(folder) + folder.length);
  const refOf = (path: string) => `${nameOf(path)}@${packages[path].version}`;
  const components = new Map(paths.map((path) => [refOf(path), componentOf(nameOf(path), packages[path])])); // prettier-ignore
  const edges = new Map<string, Set<string>>();
  for (const path of ["", ...paths]) {
    const {dependencies, optionalDependencies} = packages[path];
    const found = Object.keys({...dependencies, ...optionalDependencies})
      .map((name) => findPackage(packages, path, name))
      .filter((target) => target !== undefined);
    const ref = refOf(path);
    edges.set(ref, new Set([...(edges.get(ref) ?? []), ...found.map(refOf)]));
  }
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${uuidOf(lock)}`,
    version: 1,
    metadata: {
      timestamp: new Date(seconds * 1000).toISOString(),
      lifecycles: [{phase: "pre-build"}],
      component: {...componentOf(nameOf(""), packages[""]), type: "application" as const}
    },
    components: sortedBy([...components.values()], (one) => one["bom-ref"]),
    dependencies: sortedBy(
      [...edges].map(([ref, to]) => ({ref, dependsOn: [...to].sort()})),
      ({ref}) => ref
    )
  };
}

/** Returns where Node.js finds the package *name* from the folder *path*, undefined if it is not installed. */
function findPackage(
  packages: Record<string, Locked>,
  path: string,
  name: string
): string | undefined {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf(`/${folder}`)))) {
    const found = from === "" ? folder + name : `${from}/${folder}${name}`;
    if (packages[found]) return found;
    if (from === "") return undefined;
  }
}

function componentOf(name: string, {version, license, integrity}: Locked): Component {
  const [, algorithm, content] = /^sha(\d+)-(.+)$/.exec(integrity ?? "") ?? [];
  const isExpression = / (AND|OR|WITH) /.test(license ?? "");
  return {
    type: "library",
    "bom-ref": `${name}@${version}`,
    name,
    version,
    purl: `pkg:npm/${name.replace(/^@/, "%40")}@${version}`,
    ...(content && {
      hashes: [{alg: `SHA-${algorithm}`, content: Buffer.from(content, "base64").toString("hex")}]
    }),
    ...(license && {licenses: [isExpression ? {expression: license} : {license: {id: license}}]})
  };
}

function sortedBy<T>(values: T[], key: (value: T) => string): T[] {
  return values.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Returns a UUID of version 8 (RFC 9562): the first bits of the SHA-256 of *text*. */
function uuidOf(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  const variant = "89ab"[parseInt(digest[16], 16) % 4];
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`];
  return [...parts, `${variant}${digest.slice(17, 20)}`, digest.slice(20, 32)].join("-");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  const sbom = makeSbom(readFileSync(join(root, "package-lock.json"), "utf8"), Number(process.argv[2])); // prettier-ignore
  process.stdout.write(`${JSON.stringify(sbom, null, 1)}\n`);
}
