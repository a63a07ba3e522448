{{/* Names, the store, the database, and what networkPolicy.extraEgress adds. */}}
{{- define "atalaya.egressToServers" -}}
{{- if or .Values.minio.endpoint .Values.postgresql.host .Values.networkPolicy.extraEgress -}}
egress:
  - to:
      {{- toYaml .Values.networkPolicy.dns | nindent 6 }}
    ports:
      - protocol: UDP
        port: 53
      - protocol: TCP
        port: 53
  {{- if .Values.minio.endpoint }}
  - to:
      {{- toYaml .Values.networkPolicy.minio | nindent 6 }}
    ports:
      - protocol: TCP
        port: {{ include "atalaya.minioPort" . }}
  {{- end }}
  {{- if .Values.postgresql.host }}
  - to:
      {{- toYaml .Values.networkPolicy.postgresql | nindent 6 }}
    ports:
      - protocol: TCP
        port: {{ .Values.postgresql.port }}
  {{- end }}
  {{- with .Values.networkPolicy.extraEgress }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- else -}}
egress: []
{{- end -}}
{{- end -}}

{{/* Prometheus asks workers and scorers, and clients ask scorers: {"root": $, "part": "worker"}. */}}
{{- define "atalaya.ingressOf" -}}
{{- $policy := .root.Values.networkPolicy -}}
{{- if has .part (list "worker" "scorer") -}}
ingress:
  - from:
      {{- toYaml $policy.prometheus | nindent 6 }}
    ports:
      - protocol: TCP
        port: {{ (get .root.Values .part).metricsPort }}
  {{- if eq .part "scorer" }}
  - from:
      {{- toYaml $policy.scoring | nindent 6 }}
    ports:
      - protocol: TCP
        port: 8090
  {{- end }}
{{- else -}}
ingress: []
{{- end -}}
{{- end -}}
