import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {readdirSync, readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {readManifests} from "./manifests.js";
import type {Manifest} from "./manifests.js";
import {root} from "./nginx-server.js";

/** The folder of the chart. */
export const chart = join(root, "infra/helm/atalaya");

/** Runs Helm: the program that HELM names, or else that on the path. */
export const helm = (...args: string[]) =>
  spawnSync(process.env.HELM || "helm", args, {encoding: "utf8", maxBuffer: 2 ** 24});

/** Why nothing can be rendered here, if so. */
export const missingHelm =
  helm("version").error && "missing Helm; install it, or name it in HELM, to test infra/helm";

/** A file of values, and the objects that a cluster must have beside what the chart makes with it. */
export interface RenderedCase {
  name: string;
  external: string[];
}

const secrets = (...names: string[]) => names.map((name) => `Secret/${name}`);
const servers = secrets("atalaya-minio", "atalaya-postgresql");
const logs = "PersistentVolumeClaim/zeek-logs";

/** The values that the chart is tested with: files of tests/infra/values, but for the defaults. */
export const cases: RenderedCase[] = [
  {name: "defaults", external: []},
  {name: "servers", external: [...servers, ...secrets("atalaya-signing")]},
  {name: "workers-keda", external: [...servers, logs]},
  {name: "workers-hpa", external: [...servers, ...secrets("atalaya-scorer")]},
  {name: "scorer-mtls", external: [...servers, ...secrets("atalaya-scorer-tls")]},
  {name: "feeds", external: [...servers, "PersistentVolumeClaim/plant-logs"]},
  {
    name: "everything",
    external: [...secrets("store", "audit", "signing", "scaler", "scorer", "scorer-tls"), logs]
  }
];

const valuesOf = (name: string) => join(root, `tests/infra/values/${name}.yaml`);

/** Returns what Helm writes of the case *name* with more *values*; throws what it says if it rejects them. */
export function render(name: string, ...values: string[]): string {
  const files = name === "defaults" ? [] : ["--values", valuesOf(name)];
  const set = values.flatMap((value) => ["--set", value]);
  const where = ["--namespace", "atalaya", "--kube-version", "1.33.0"];
  const {status, stdout, stderr} = helm("template", "atalaya", chart, ...where, ...files, ...set);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Returns the objects that the chart makes of the case *name* with more *values*. */
export const template = (name: string, ...values: string[]): Manifest[] =>
  readManifests(render(name, ...values));

/** Returns the digest of all that decides what the chart makes of the case *name*. */
export function digestOf(name: string): string {
  const files = readdirSync(chart, {recursive: true, encoding: "utf8"})
    .map((path) => join(chart, path))
    .filter((path) => statSync(path).isFile() && !path.endsWith(".txt"));
  if (name !== "defaults") files.push(valuesOf(name));
  const hash = createHash("sha256");
  for (const path of files.sort()) hash.update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}
