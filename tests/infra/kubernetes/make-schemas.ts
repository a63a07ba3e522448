import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";

// Makes the JSON schemas that kubeconform reads, strict: an unknown field is an error. The source is Kubernetes’ own
// description of its API, which comes with its Go module; the folder is for KUBECONFORM_SCHEMAS:
//
//   go mod download k8s.io/kubernetes@v1.37.2
//   npx tsx tests/infra/kubernetes/make-schemas.ts \
//     "$(go env GOMODCACHE)/k8s.io/kubernetes@v1.37.2/api/openapi-spec/swagger.json" node_modules/.cache/schemas

interface Schema {
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-group-version-kind"?: {group: string; version: string; kind: string}[];
}

const [source, folder] = process.argv.slice(2);
const {definitions} = JSON.parse(readFileSync(source, "utf8")) as {
  definitions: Record<string, Schema>;
};

for (const [name, schema] of Object.entries(definitions)) {
  if (schema.format === "int-or-string" || name.endsWith(".Quantity"))
    definitions[name] = {type: ["string", "number"] as unknown as string};
  else if (schema.properties) schema.additionalProperties ??= false;
}

mkdirSync(folder, {recursive: true});
for (const [name, schema] of Object.entries(definitions)) {
  for (const {group, version, kind} of schema["x-kubernetes-group-version-kind"] ?? []) {
    if (kind.endsWith("List") || kind === "DeleteOptions" || kind === "WatchEvent") continue;
    const file = [kind, ...(group ? [group.split(".")[0]] : []), version].join("-").toLowerCase();
    const own = {$ref: `definitions.json#/definitions/${name}`};
    writeFileSync(join(folder, `${file}.json`), JSON.stringify(own));
  }
}
writeFileSync(join(folder, "definitions.json"), JSON.stringify({definitions}));
