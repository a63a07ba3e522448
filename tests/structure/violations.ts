import {posix} from "node:path";
import {findRule} from "./import-rules.js";
import {globalsOf, importsOf} from "./source.js";
import type {Import, Source} from "./source.js";

/** The packages that package.json lists. */
export interface Packages {
  dependencies: {[name: string]: string};
  devDependencies: {[name: string]: string};
}

/** A breach of the walls, as a sentence that names the file, what it does, and why it may not. */
export type Breach = string;

/** Returns the breaches of every file of *sources* against the table of rooms, in order. */
export function findBreaches(sources: Source[], packages: Packages): Breach[] {
  const paths = new Set(sources.map((source) => source.path));
  return sources.flatMap((source) => [
    ...importsOf(source).flatMap((found) => importBreaches(source.path, found, paths, packages)),
    ...globalBreaches(source)
  ]);
}

/** Returns what a browser loads and may not: `node:` or the pipeline, behind a page or component. */
export function findBrowserBreaches(sources: Source[]): Breach[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const paths = new Set(byPath.keys());
  const entries = sources.filter(({path}) => path.endsWith(".md") || path.startsWith("src/comp"));
  return entries.flatMap(({path: entry}) => {
    const breaches: Breach[] = [];
    const trail = new Map([[entry, entry]]);
    for (const path of trail.keys()) {
      for (const {specifier, typeOnly} of importsOf(byPath.get(path)!)) {
        if (typeOnly) continue;
        const target = resolveLocal(path, specifier, paths);
        const way = `${trail.get(path)} → ${target ?? specifier}`;
        if (specifier.startsWith("node:")) breaches.push(`${way}: a browser has no ${specifier}`);
        if (target?.startsWith("pipeline/")) breaches.push(`${way}: a browser has no pipeline`);
        if (target && !trail.has(target)) trail.set(target, way);
      }
    }
    return breaches;
  });
}

/** Returns the circles of the import graph, types included, each once; between folders if asked. */
export function findCircles(sources: Source[], node = (path: string) => path): string[][] {
  const paths = new Set(sources.map((source) => source.path));
  const graph = new Map<string, Set<string>>();
  for (const source of sources) {
    const from = node(source.path);
    const edges = graph.get(from) ?? graph.set(from, new Set()).get(from)!;
    for (const {specifier} of importsOf(source)) {
      const target = resolveLocal(source.path, specifier, paths);
      if (target && node(target) !== from) edges.add(node(target));
    }
  }
  return circlesOf(graph);
}

function circlesOf(graph: Map<string, Set<string>>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]): void => {
    const i = trail.indexOf(path);
    if (i >= 0) circles.push([...trail.slice(i), path]);
    if (i >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return circles;
}

function importBreaches(
  path: string,
  {specifier}: Import,
  paths: Set<string>,
  packages: Packages
): Breach[] {
  const room = findRule(rulePath(path));
  const breach = `${path} imports ${specifier}`;
  const why = room?.why ?? "it is in no room";
  if (specifier.startsWith("node:")) return room && !room.node ? [`${breach}: ${why}`] : [];
  if (!specifier.startsWith(".")) {
    return packageBreaches(path, specifier, packages).map((reason) => `${breach}: ${reason}`);
  }
  // The bin is JavaScript, for which tsx looks up no other name than the one on disk.
  const bin = path.endsWith(".js") && specifier.endsWith(".ts");
  if (!bin && !/\.(js|json|css)$/.test(specifier)) return [`${breach}: a local import ends in .js`];
  const target = resolveLocal(path, specifier, paths);
  if (!target) return specifier.endsWith(".js") ? [`${breach}: there is no such file`] : [];
  const ownInfra = path.startsWith("infra/") && target.startsWith("infra/");
  if (target.endsWith(".md") || target.startsWith("docs/"))
    return [`${breach}: nothing imports a page or docs`];
  if (target.startsWith("infra/") && !ownInfra) {
    return [`${breach}: nothing but infra imports infra`];
  }
  return room?.imports.some((prefix) => target.startsWith(prefix)) ? [] : [`${breach}: ${why}`];
}

function packageBreaches(path: string, specifier: string, packages: Packages): string[] {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const room = findRule(rulePath(path));
  // The doctor asks whether the browser tests could run, and takes no for an answer.
  const development = !room || room.path === "tests/" || path === "pipeline/maintenance/doctor.ts";
  const listed = name in packages.dependencies || (development && name in packages.devDependencies);
  if (!listed) return [`package.json does not list ${name}`];
  if (room === undefined) return [];
  const allowed = room.packages.some((entry) => entry === "*" || isWithin(specifier, entry));
  return allowed ? [] : [room.why];
}

// Arquero’s bare name pulls node:fs into the browser: an entry with a path allows only that path.
function isWithin(specifier: string, entry: string): boolean {
  return specifier === entry || specifier.startsWith(`${entry}/`);
}

function globalBreaches(source: Source): Breach[] {
  const room = findRule(rulePath(source.path));
  const used = globalsOf(source).filter((name) => room?.forbidden.includes(name));
  return used.map((name) => `${source.path} uses ${name}: ${room?.why}`);
}

/** A notebook is served from, and stands among, the pages. */
function rulePath(path: string): string {
  return path.startsWith("notebooks/") ? `src/${path}` : path;
}

function resolveLocal(from: string, specifier: string, paths: Set<string>): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = posix.join(posix.dirname(rulePath(from)), specifier);
  return [target, target.replace(/\.js$/, ".ts")].find((path) => paths.has(path));
}
