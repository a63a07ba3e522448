import {readFileSync} from "node:fs";
import {parseAllDocuments} from "yaml";

/** An object of Kubernetes, as its manifest says it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {name: string; namespace?: string; labels?: Labels};
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

export type Labels = Record<string, string>;

/** A pod, as a template says it; what else it says is in `fields.json`. */
export interface Pod {
  labels: Labels;
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  securityContext: Record<string, unknown>;
  containers: Container[];
  initContainers?: Container[];
  volumes: Volume[];
}

export interface Container {
  name: string;
  image: string;
  env?: {name: string; value?: string}[];
  envFrom?: {configMapRef?: {name: string}; secretRef?: {name: string}}[];
  resources: {requests: Labels; limits: Labels};
  securityContext: Record<string, unknown>;
  volumeMounts: {name: string; mountPath: string; readOnly?: boolean}[];
  ports?: {name: string; containerPort: number}[];
  command?: string[];
  args?: string[];
}

export interface Volume {
  name: string;
  persistentVolumeClaim?: {claimName: string};
  configMap?: {name: string};
  secret?: {secretName: string};
  emptyDir?: {sizeLimit?: string};
}

type Fields = Record<string, Record<string, string>>;

const readFields = (name: string) =>
  JSON.parse(readFileSync(new URL(`kubernetes/${name}`, import.meta.url), "utf8")) as Fields;

/** Those that Kubernetes knows, and what we use of those that KEDA and the operator of Prometheus add. */
const fields = {...readFields("fields.json"), ...readFields("custom-fields.json")};

/** Returns the objects in *text*; throws if it is no YAML. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text, {merge: true})
    .map((document) => {
      if (document.errors.length > 0) throw document.errors[0];
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}

/** Returns where *manifest* says what Kubernetes does not know, or with a value of another type. */
export function findUnknownFields(manifest: Manifest): string[] {
  const {apiVersion, kind} = manifest;
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  const type = `io.k8s.api.${group.replace(/\..*/, "")}.${version}.${kind}`;
  if (!(type in fields)) return [`unknown kind: ${apiVersion} ${kind}`];
  return problemsOf(manifest, type, kind);
}

function problemsOf(value: unknown, type: string, path: string): string[] {
  if (type === "any") return [];
  if (type.startsWith("[]")) {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    return value.flatMap((item, i) => problemsOf(item, type.slice(2), `${path}[${i}]`));
  }
  if (type.startsWith("{}")) {
    if (!isObject(value)) return [`${path}: not a map`];
    const entries = Object.entries(value);
    return entries.flatMap(([key, item]) => problemsOf(item, type.slice(2), `${path}.${key}`));
  }
  const scalars: Record<string, string> = {string: "string", numeric: "number", boolean: "boolean"};
  if (type in scalars)
    return typeof value === scalars[type]
      ? []
      : [`${path}: ${JSON.stringify(value)} is no ${type}`];
  if (!isObject(value)) return [`${path}: not an object`];
  return Object.entries(value).flatMap(([key, item]) => {
    const field = fields[type][key];
    return field ? problemsOf(item, field, `${path}.${key}`) : [`unknown field: ${path}.${key}`];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the pods that *manifest* makes: none, or one. */
export function podsOf({kind, spec = {}}: Manifest): Pod[] {
  type Templated = {template?: {metadata: {labels: Labels}; spec: Omit<Pod, "labels">}};
  const {jobTemplate} = spec as {jobTemplate?: {spec: Templated}};
  const {template} = kind === "CronJob" && jobTemplate ? jobTemplate.spec : (spec as Templated);
  return template ? [{...template.spec, labels: template.metadata.labels}] : [];
}

/** Returns what of the “restricted” standard, and of our own, the pods of *manifest* do not keep. */
export function findWeaknesses(manifest: Manifest): string[] {
  return podsOf(manifest).flatMap((pod) => {
    const found: string[] = [];
    const expect = (holds: boolean, what: string) => {
      if (!holds) found.push(`${manifest.kind} ${manifest.metadata.name}: ${what}`);
    };
    const {seccompProfile, runAsNonRoot, runAsUser} = pod.securityContext;
    expect(runAsNonRoot === true && Number(runAsUser) > 0, "may run as root");
    expect(JSON.stringify(seccompProfile) === '{"type":"RuntimeDefault"}', "no seccomp profile");
    expect(pod.automountServiceAccountToken === false, "has a token of the cluster");
    for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
      const {securityContext: context, resources, image} = container;
      expect(context.allowPrivilegeEscalation === false, "may gain privileges");
      expect(context.readOnlyRootFilesystem === true, "may write to its root");
      expect(JSON.stringify(context.capabilities) === '{"drop":["ALL"]}', "has capabilities");
      for (const what of ["cpu", "memory", "ephemeral-storage"])
        expect(Boolean(resources.requests[what] && resources.limits[what]), `no bound of ${what}`);
      expect(/:\d+\.\d+\.\d+[\w.-]*$|@sha256:[0-9a-f]{64}$/.test(image), `inexact image: ${image}`);
      const values = (container.env ?? []).filter(({value}) => value !== undefined);
      const secret = /PASSWORD|SECRET|ACCESS_KEY|DATABASE_URL/;
      expect(
        !values.some(({name}) => secret.test(name) && !name.endsWith("_FILE")),
        "has a secret"
      );
      expect(
        !container.envFrom?.some(({secretRef}) => secretRef),
        "has secrets in its environment"
      );
    }
    for (const {name, emptyDir} of pod.volumes)
      expect(!emptyDir || emptyDir.sizeLimit !== undefined, `no bound of ${name}`);
    return found;
  });
}

/** Returns the references in *manifests* to what is neither among them nor in *external* (`Kind/name`). */
export function findDangling(manifests: Manifest[], external: string[]): string[] {
  const known = new Set([
    ...manifests.map(({kind, metadata}) => `${kind}/${metadata.name}`),
    ...external
  ]);
  const labels = manifests.flatMap(podsOf).map((pod) => pod.labels);
  return manifests.flatMap((manifest) => {
    const references = [...podsOf(manifest).flatMap(referencesOf), ...targetsOf(manifest)];
    const missing = references.filter((reference) => !known.has(reference));
    for (const selector of selectorsOf(manifest)) {
      const selects = (pod: Labels) =>
        Object.entries(selector).every(([key, value]) => pod[key] === value);
      if (!labels.some(selects)) missing.push(`pods with ${JSON.stringify(selector)}`);
    }
    return missing.map((what) => `${manifest.kind} ${manifest.metadata.name}: ${what} not found`);
  });
}

function referencesOf(pod: Pod): string[] {
  const mounts = pod.containers.flatMap((container) => container.volumeMounts);
  const volumes = new Set(pod.volumes.map(({name}) => name));
  return [
    `ServiceAccount/${pod.serviceAccountName}`,
    ...pod.volumes.flatMap(({persistentVolumeClaim: claim, configMap, secret}) => [
      ...(claim ? [`PersistentVolumeClaim/${claim.claimName}`] : []),
      ...(configMap ? [`ConfigMap/${configMap.name}`] : []),
      ...(secret ? [`Secret/${secret.secretName}`] : [])
    ]),
    ...pod.containers.flatMap(({envFrom = []}) =>
      envFrom.flatMap(({configMapRef: map}) => (map ? [`ConfigMap/${map.name}`] : []))
    ),
    ...mounts.filter(({name}) => !volumes.has(name)).map(({name}) => `volume ${name}`)
  ];
}

/** Returns what *manifest* scales, and what it authenticates with. */
function targetsOf({kind, spec = {}}: Manifest): string[] {
  const {scaleTargetRef, triggers, secretTargetRef} = spec as {
    scaleTargetRef?: {kind?: string; name: string};
    triggers?: {authenticationRef?: {name: string}}[];
    secretTargetRef?: {name: string}[];
  };
  if (kind === "TriggerAuthentication")
    return (secretTargetRef ?? []).map(({name}) => `Secret/${name}`);
  return [
    ...(scaleTargetRef ? [`${scaleTargetRef.kind ?? "Deployment"}/${scaleTargetRef.name}`] : []),
    ...(triggers ?? []).flatMap(({authenticationRef: reference}) =>
      reference ? [`TriggerAuthentication/${reference.name}`] : []
    )
  ];
}

function selectorsOf({kind, spec = {}}: Manifest): Labels[] {
  const {selector, podSelector} = spec as {
    selector?: Labels & {matchLabels?: Labels};
    podSelector?: {matchLabels?: Labels};
  };
  if (kind === "Service") return [selector as Labels];
  if (/^(Deployment|PodDisruptionBudget|PodMonitor)$/.test(kind))
    return [selector?.matchLabels as Labels];
  return podSelector?.matchLabels ? [podSelector.matchLabels] : [];
}
