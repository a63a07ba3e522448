import {randomBytes} from "node:crypto";
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync
} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join, relative} from "node:path";
import {pathToFileURL} from "node:url";
import {digestOf, placeOf, stampOf, writeRecord} from "./find-compiled.js";

/** The source that processes start with; threads do with those that a source names beside it, by their address. */
const program = "pipeline/cli/main.ts";

const namedBeside = /new URL\("([^"]+)\.[jt]s",\s*import\.meta\.url\)/g;

/** The folders whose sources are compiled. */
const folders = ["pipeline", "src/core", "src/components"];

/** What decides, beside the sources, what they are compiled to. */
const others = ["tsconfig.json", "src/pages.ts", "pipeline/compiled/compile.js"];

/** How many earlier results stay, for processes that still load from them. */
const kept = 8;

/**
 * Compiles the pipeline to JavaScript into the cache of the package, with the compiler that is there with
 * tsx, and returns the folder; undefined if nothing can be written there, or a source changed meanwhile:
 * tsx then compiles as the process goes. Each of several processes has a folder of its own; one is recorded.
 */
export async function compile(place = placeOf()) {
  if (!isWritable(place.folder)) return undefined;
  const compiled = randomBytes(8).toString("hex");
  const folder = join(place.folder, compiled);
  try {
    const sources = sourcesIn(place.root);
    const before = new Map(sources.map((path) => [path, stampOf(join(place.root, path))]));
    const metafile = await build(place.root, sources, folder);
    const inputs = readInputs(place.root, [...Object.keys(metafile.inputs), ...others]);
    for (const [path, [stamp]] of Object.entries(inputs))
      if (before.get(path) !== stamp) throw new Error(`changed meanwhile: ${path}`);
    writeRecord(place, {compiled, inputs, outputs: sizesOf(metafile, place.root, folder)});
    removeOthers(place.folder, compiled);
    return folder;
  } catch {
    rmSync(folder, {recursive: true, force: true});
    return undefined; // no compiler for this machine, a full disk: tsx says what is wrong, if anything is
  }
}

function isWritable(folder) {
  try {
    mkdirSync(folder, {recursive: true});
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function sourcesIn(root) {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), {recursive: true}).map((name) => join(folder, name))
  );
  return [...paths.filter((path) => /(?<!\.d)\.[tj]s$/.test(path)), ...others];
}

async function build(root, sources, outdir) {
  const require = createRequire(join(root, "package.json"));
  const esbuild = createRequire(require.resolve("tsx/package.json"))("esbuild");
  const {metafile} = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [program, ...startsOfThreads(root, sources)],
    outdir,
    outbase: root,
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: "silent",
    plugins: [withOwnAddress(root, sources)]
  });
  esbuild.stop?.();
  return metafile;
}

function startsOfThreads(root, sources) {
  const all = new Set(sources);
  const named = sources.flatMap((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return [...text.matchAll(namedBeside)].map(([, name]) => join(dirname(path), `${name}.ts`));
  });
  return [...new Set(named)].filter((path) => all.has(path)).sort();
}

/** Lets a source find what lies beside it by its own address, from wherever it is compiled to. */
function withOwnAddress(root, sources) {
  const paths = sources
    .map((path) => join(root, path))
    .filter((path) => readFileSync(path).includes("import.meta.url"));
  const filter = new RegExp(`^(${paths.map((path) => path.replace(/\W/g, "\\$&")).join("|")})$`);
  return {
    name: "own-address",
    setup({onLoad}) {
      onLoad({filter}, ({path}) => ({
        contents: readFileSync(path, "utf8").replaceAll(
          "import.meta.url",
          JSON.stringify(pathToFileURL(path).href)
        ),
        loader: "ts"
      }));
    }
  };
}

function readInputs(root, paths) {
  const entries = paths.map((path) => {
    const stamp = stampOf(join(root, path));
    return [path, [stamp, digestOf(readFileSync(join(root, path)))]];
  });
  return Object.fromEntries(entries);
}

function sizesOf({outputs}, root, folder) {
  const entries = Object.entries(outputs)
    .filter(([path]) => path.endsWith(".js"))
    .map(([path, {bytes}]) => [relative(folder, join(root, path)), bytes]);
  return Object.fromEntries(entries);
}

/** Removes all results but this one and the newest. */
function removeOthers(folder, own) {
  const others = readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && entry.name !== own)
    .map(({name}) => ({path: join(folder, name), at: statSync(join(folder, name)).mtimeMs}))
    .sort((a, b) => b.at - a.at);
  for (const {path} of others.slice(kept)) rmSync(path, {recursive: true, force: true});
}
