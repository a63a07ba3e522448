{{/* How a container finds the store and the database: their secrets are files, never variables. */}}
{{- define "atalaya.serverEnv" -}}
{{- $env := list -}}
{{- if .Values.minio.endpoint -}}
{{- $env = append $env (dict "name" "MINIO_ACCESS_KEY_FILE" "value" "/run/secrets/atalaya/minio/access-key") -}}
{{- $env = append $env (dict "name" "MINIO_SECRET_KEY_FILE" "value" "/run/secrets/atalaya/minio/secret-key") -}}
{{- end -}}
{{- if .Values.postgresql.host -}}
{{- $env = append $env (dict "name" "PG_PASSWORD_FILE" "value" "/run/secrets/atalaya/postgresql/password") -}}
{{- if .Values.postgresql.certificatesKey -}}
{{- $env = append $env (dict "name" "PG_SSLROOTCERT" "value" "/run/secrets/atalaya/postgresql/certificates.pem") -}}
{{- end -}}
{{- end -}}
{{- if $env -}}{{ toYaml $env }}{{- end -}}
{{- end -}}

{{- define "atalaya.serverMounts" -}}
{{- $mounts := list -}}
{{- if .Values.minio.endpoint -}}
{{- $mounts = append $mounts (dict "name" "minio-keys" "mountPath" "/run/secrets/atalaya/minio" "readOnly" true) -}}
{{- end -}}
{{- if .Values.postgresql.host -}}
{{- $mounts = append $mounts (dict "name" "postgresql-password" "mountPath" "/run/secrets/atalaya/postgresql" "readOnly" true) -}}
{{- end -}}
{{- if $mounts -}}{{ toYaml $mounts }}{{- end -}}
{{- end -}}

{{- define "atalaya.serverVolumes" -}}
{{- if .Values.minio.endpoint -}}
- name: minio-keys
  secret:
    secretName: {{ .Values.minio.secretName }}
    defaultMode: 0440
    items:
      - key: {{ .Values.minio.accessKeyKey }}
        path: access-key
      - key: {{ .Values.minio.secretKeyKey }}
        path: secret-key
{{ end -}}
{{- if .Values.postgresql.host -}}
- name: postgresql-password
  secret:
    secretName: {{ .Values.postgresql.secretName }}
    defaultMode: 0440
    items:
      - key: {{ .Values.postgresql.passwordKey }}
        path: password
      {{- if .Values.postgresql.certificatesKey }}
      - key: {{ .Values.postgresql.certificatesKey }}
        path: certificates.pem
      {{- end }}
{{- end -}}
{{- end -}}

{{/* What workers, scorers and the scheduler have in common, but for their name: {"root": $, "part": "worker", "values": …}. */}}
{{- define "atalaya.podSpec" -}}
serviceAccountName: {{ include "atalaya.name" .root }}-{{ .part }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- if .spread }}
# A node or a zone that is lost takes some of them, not all; where there are no others, they may share one.
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ $key }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "atalaya.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The container of such a pod as far as its image: command line, environment, security. */}}
{{- define "atalaya.container" -}}
image: {{ include "atalaya.image" (dict "image" .root.Values.image "fallback" .root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
command: [node, pipeline/atalaya.js]
args: {{ toJson .arguments }}
envFrom:
  - configMapRef:
      name: {{ include "atalaya.name" .root }}-settings
securityContext:
  {{- include "atalaya.containerSecurity" .root | nindent 2 }}
{{- end -}}

{{/* Fails where something needs servers that several pods share. */}}
{{- define "atalaya.needsServers" -}}
{{- if not (and .root.Values.minio.endpoint .root.Values.postgresql.host) -}}
{{- fail (printf "%s: pods share the store and the database; set minio.endpoint and postgresql.host" .what) -}}
{{- end -}}
{{- end -}}

{{/* The variables of all containers, without secrets; pods that stay are replaced when they change. */}}
{{- define "atalaya.settings" -}}
ATALAYA_THREADS: {{ .Values.pipeline.threads | quote }}
{{- with .Values.minio }}
{{- if .endpoint }}
MINIO_ENDPOINT: {{ .endpoint | quote }}
MINIO_REGION: {{ .region | quote }}
{{- range $layer, $bucket := .buckets }}
MINIO_BUCKET_{{ upper $layer }}: {{ $bucket | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.postgresql }}
{{- if .host }}
PG_HOST: {{ .host | quote }}
PG_PORT: {{ .port | quote }}
PG_DATABASE: {{ .database | quote }}
PG_USER: {{ .user | quote }}
PG_SSLMODE: {{ .sslMode | quote }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end -}}
