import {readFileSync} from "node:fs";
import {parse} from "yaml";

// Makes fields.json: of the kinds that our manifests have, which fields Kubernetes 1.33 knows, and of what
// type they are. The source is the schema that its own Go client uses to merge what is applied:
//
//   go mod download k8s.io/client-go@v0.33.3
//   npx tsx tests/infra/kubernetes/make-fields.ts \
//     "$(go env GOMODCACHE)/k8s.io/client-go@v0.33.3/applyconfigurations/internal/internal.go" \
//     > tests/infra/kubernetes/fields.json

const kinds = [
  "io.k8s.api.apps.v1.Deployment",
  "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
  "io.k8s.api.batch.v1.CronJob",
  "io.k8s.api.batch.v1.Job",
  "io.k8s.api.core.v1.ConfigMap",
  "io.k8s.api.core.v1.Namespace",
  "io.k8s.api.core.v1.PersistentVolumeClaim",
  "io.k8s.api.core.v1.Service",
  "io.k8s.api.core.v1.ServiceAccount",
  "io.k8s.api.networking.v1.Ingress",
  "io.k8s.api.networking.v1.NetworkPolicy",
  "io.k8s.api.policy.v1.PodDisruptionBudget"
];

interface SourceType {
  namedType?: string;
  scalar?: string;
  list?: {elementType: SourceType};
  map?: {elementType?: SourceType; fields?: {name: string; type: SourceType}[]};
}

const source = readFileSync(process.argv[2], "utf8");
const text = /schemaYAML = typed\.YAMLObject\(`([\s\S]*?)`\)/.exec(source)?.[1] as string;
const {types} = parse(text, {maxAliasCount: -1}) as {types: (SourceType & {name: string})[]};
const named = new Map(types.map((type) => [type.name, type]));

const made: Record<string, Record<string, string>> = {};
const todo = [...kinds];
for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
  if (name in made) continue;
  const fields = named.get(name)?.map?.fields ?? [];
  made[name] = {};
  for (const field of fields) made[name][field.name] = written(field.type);
}
const sorted = Object.keys(made).sort();
console.log(JSON.stringify(Object.fromEntries(sorted.map((name) => [name, made[name]])), null, 1));

/** Returns *type* in one word: a scalar, `any`, the name of a type, `[]` or `{}` before that of what it holds. */
function written(type: SourceType): string {
  if (type.scalar) return type.scalar === "untyped" ? "any" : type.scalar;
  if (type.list) return `[]${written(type.list.elementType)}`;
  if (type.map?.elementType) return `{}${written(type.map.elementType)}`;
  const found = type.namedType && named.get(type.namedType);
  if (found && found.scalar) return found.scalar === "untyped" ? "any" : found.scalar;
  if (!found || !found.map?.fields) return "any";
  todo.push(found.name);
  return found.name;
}
