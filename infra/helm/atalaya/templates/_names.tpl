{{- define "atalaya.name" -}}
{{- $name := ternary .Release.Name (printf "%s-atalaya" .Release.Name) (contains "atalaya" .Release.Name) -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* The labels of a part, which never change: {"root": $, "part": "site"}. */}}
{{- define "atalaya.selector" -}}
app.kubernetes.io/name: atalaya
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "atalaya.labels" -}}
{{ include "atalaya.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* {"image": .Values.image, "fallback": .Chart.AppVersion} */}}
{{- define "atalaya.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .fallback }}
{{- end -}}
{{- end -}}

{{- define "atalaya.workspaceClaim" -}}
{{ .Values.workspace.existingClaim | default (printf "%s-workspace" (include "atalaya.name" .)) }}
{{- end -}}

{{- define "atalaya.siteClaim" -}}
{{ .Values.site.storage.existingClaim | default (printf "%s-site" (include "atalaya.name" .)) }}
{{- end -}}

{{/* Volumes that are on one node at a time keep their pods together. */}}
{{- define "atalaya.affinity" -}}
{{- if ne .Values.site.storage.accessMode "ReadWriteMany" }}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "atalaya.selector" (dict "root" . "part" "site") | nindent 12 }}
{{- end }}
{{- end -}}

{{- define "atalaya.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The port that the endpoint says, or that of its scheme. */}}
{{- define "atalaya.minioPort" -}}
{{- $port := regexFind ":[0-9]+/?$" .Values.minio.endpoint | trimPrefix ":" | trimSuffix "/" -}}
{{- $port | default (ternary "80" "443" (hasPrefix "http://" .Values.minio.endpoint)) -}}
{{- end -}}

{{/* The names that the site answers to. */}}
{{- define "atalaya.hosts" -}}
{{- $service := printf "%s-site" (include "atalaya.name" .) -}}
{{- $ours := list $service (printf "%s.%s.svc" $service .Release.Namespace) -}}
{{- join " " (concat .Values.site.hosts (ternary (list .Values.site.ingress.host) list .Values.site.ingress.enabled) $ours) -}}
{{- end -}}
