import {spawnSync} from "node:child_process";

/** Where the schemas are: those of tests/infra/kubernetes/make-schemas.ts, or what kubeconform itself knows of. */
const folder = process.env.KUBECONFORM_SCHEMAS;
const places = folder
  ? [
      `${folder}/{{.ResourceKind}}{{.KindSuffix}}.json`,
      `${folder}/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`
    ]
  : ["default"];

/** Runs kubeconform: the program that KUBECONFORM names, or else that on the path. */
export const kubeconform = (...args: string[]) => run(args);

function run(args: string[], input?: string) {
  const options = {encoding: "utf8", maxBuffer: 2 ** 24, input} as const;
  return spawnSync(process.env.KUBECONFORM || "kubeconform", args, options);
}

/** Why nothing can be validated here, if so. */
export const missingKubeconform =
  kubeconform("-v").error &&
  "missing kubeconform; install it, or name it in KUBECONFORM, and its schemas in KUBECONFORM_SCHEMAS, to validate infra/helm";

/** Returns what kubeconform finds wrong in the manifests *text*, a sentence each; custom kinds without a schema are skipped. */
export function findMisfits(text: string): string[] {
  const schemas = places.flatMap((place) => ["-schema-location", place]);
  const args = ["-strict", "-output", "json", "-ignore-missing-schemas", ...schemas];
  const {stdout, stderr} = run(args, text);
  if (!stdout) throw new Error(stderr);
  const {resources} = JSON.parse(stdout) as {resources: {kind: string; name: string; msg: string}[]}; // prettier-ignore
  return resources.map(({kind, name, msg}) => `${kind} ${name}: ${msg}`);
}
