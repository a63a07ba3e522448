import {posix} from "node:path";
import {findRule} from "./import-rules.js";
import {globalsOf, importsOf} from "./source.js";
import type {Import, Source} from "./source.js";

/** The packages that package.json lists. */
export interface Packages {
  dependencies: {[name: string]: string};
  devDependencies: {[name: string]: string};
}

/** A violation of the rules, as a sentence that names the file, what it does, and why it may not. */
export type Violation = string;

/** Returns the violations of every file of *sources* against the table of rules, in order. */
export function findViolations(sources: Source[], packages: Packages): Violation[] {
  const paths = new Set(sources.map((source) => source.path));
  return sources.flatMap((source) => [
    ...importsOf(source).flatMap((found) => importViolations(source.path, found, paths, packages)),
    ...globalViolations(source)
  ]);
}

/** Returns what a browser loads and may not: `node:` or the pipeline, behind a page or component. */
export function findBrowserViolations(sources: Source[]): Violation[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const paths = new Set(byPath.keys());
  const entries = sources.filter(({path}) => path.endsWith(".md") || path.startsWith("src/comp"));
  return entries.flatMap(({path: entry}) => {
    const violations: Violation[] = [];
    const trail = new Map([[entry, entry]]);
    for (const path of trail.keys()) {
      for (const {specifier, typeOnly} of importsOf(byPath.get(path)!)) {
        if (typeOnly) continue;
        const target = resolveLocal(path, specifier, paths);
        const way = `${trail.get(path)} → ${target ?? specifier}`;
        if (specifier.startsWith("node:")) violations.push(`${way}: a browser has no ${specifier}`);
        if (target?.startsWith("pipeline/")) violations.push(`${way}: a browser has no pipeline`);
        if (target && !trail.has(target)) trail.set(target, way);
      }
    }
    return violations;
  });
}

/** Returns the cycles of the import graph, types included, each once; between folders if asked. */
export function findCycles(sources: Source[], node = (path: string) => path): string[][] {
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
  return cyclesOf(graph);
}

function cyclesOf(graph: Map<string, Set<string>>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]): void => {
    const i = trail.indexOf(path);
    if (i >= 0) cycles.push([...trail.slice(i), path]);
    if (i >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}

function importViolations(
  path: string,
  {specifier}: Import,
  paths: Set<string>,
  packages: Packages
): Violation[] {
  const rule = findRule(rulePath(path));
  const violation = `${path} imports ${specifier}`;
  const why = rule?.why ?? "it is in no rule";
  if (specifier.startsWith("node:")) return rule && !rule.node ? [`${violation}: ${why}`] : [];
  // A thread loads what it is given the address of; whoever gives it imports its type, which is seen there.
  if (path === "pipeline/compiled/load.js" && specifier === "url") return [];
  if (!specifier.startsWith(".")) {
    return packageViolations(path, specifier, packages).map((reason) => `${violation}: ${reason}`);
  }
  // The bin is JavaScript, for which tsx looks up no other name than the one on disk.
  const bin = path.endsWith(".js") && specifier.endsWith(".ts");
  if (!bin && !/\.(js|json|css)$/.test(specifier))
    return [`${violation}: a local import ends in .js`];
  const target = resolveLocal(path, specifier, paths);
  if (!target) return specifier.endsWith(".js") ? [`${violation}: there is no such file`] : [];
  const ownInfra = path.startsWith("infra/") && target.startsWith("infra/");
  if (target.endsWith(".md") || target.startsWith("docs/"))
    return [`${violation}: nothing imports a page or docs`];
  if (target.startsWith("infra/") && !ownInfra) {
    return [`${violation}: nothing but infra imports infra`];
  }
  return rule?.imports.some((prefix) => target.startsWith(prefix)) ? [] : [`${violation}: ${why}`];
}

function packageViolations(path: string, specifier: string, packages: Packages): string[] {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const rule = findRule(rulePath(path));
  // The doctor asks whether the browser tests could run, and takes no for an answer.
  const development = !rule || rule.path === "tests/" || path === "pipeline/maintenance/doctor.ts";
  const listed = name in packages.dependencies || (development && name in packages.devDependencies);
  if (!listed) return [`package.json does not list ${name}`];
  if (rule === undefined) return [];
  const allowed = rule.packages.some((entry) => entry === "*" || isWithin(specifier, entry));
  return allowed ? [] : [rule.why];
}

// Arquero’s bare name pulls node:fs into the browser: an entry with a path allows only that path.
function isWithin(specifier: string, entry: string): boolean {
  return specifier === entry || specifier.startsWith(`${entry}/`);
}

function globalViolations(source: Source): Violation[] {
  const rule = findRule(rulePath(source.path));
  const used = globalsOf(source).filter((name) => rule?.forbidden.includes(name));
  return used.map((name) => `${source.path} uses ${name}: ${rule?.why}`);
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
