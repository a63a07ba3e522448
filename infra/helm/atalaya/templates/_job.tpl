{{/* The spec of a job: of the schedule, and of a run that is started with the chart. */}}
{{- define "atalaya.job" -}}
backoffLimit: {{ .Values.pipeline.retries }}
activeDeadlineSeconds: {{ .Values.pipeline.deadlineSeconds }}
ttlSecondsAfterFinished: {{ .Values.pipeline.history.seconds }}
# A mistake (2) or a damaged input (3) is the same the next time. All else is tried again: an outage or a
# lock that another one holds (1), a drain that ended it (143), a kill (137).
podFailurePolicy:
  rules:
    - action: FailJob
      onExitCodes:
        operator: In
        values: [2, 3]
      onPodConditions: []
    - action: Ignore
      onPodConditions:
        - type: DisruptionTarget
          status: "True"
template:
  metadata:
    labels:
      {{- include "atalaya.selector" (dict "root" . "part" "pipeline") | nindent 6 }}
  spec:
    serviceAccountName: {{ include "atalaya.name" . }}-pipeline
    automountServiceAccountToken: false
    enableServiceLinks: false
    restartPolicy: Never
    terminationGracePeriodSeconds: 60
    {{- with .Values.image.pullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      runAsNonRoot: true
      runAsUser: 10001
      runAsGroup: 10001
      fsGroup: 10001
      fsGroupChangePolicy: OnRootMismatch
      seccompProfile:
        type: RuntimeDefault
    {{- include "atalaya.affinity" . | nindent 4 }}
    {{- with .Values.pipeline.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.pipeline.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- if .Values.pipeline.distributed }}
    # Workers do the run. What publishes it then finds nothing new, builds the site, and says whether a log was damaged.
    initContainers:
      - name: distributed
        {{- include "atalaya.image.lines" . | nindent 8 }}
        command: [node, pipeline/atalaya.js, run, --distributed, --allow-partial]
        args: {{ include "atalaya.runArguments" . }}
        {{- include "atalaya.jobContainer" . | nindent 8 }}
    {{- end }}
    containers:
      - name: pipeline
        {{- include "atalaya.image.lines" . | nindent 8 }}
        command: [node, pipeline/atalaya.js, publish, --to, /site]
        args: {{ include "atalaya.runArguments" . }}
        {{- include "atalaya.jobContainer" . | nindent 8 }}
    volumes:
      {{- include "atalaya.jobVolumes" . | nindent 6 }}
{{- end -}}

{{- define "atalaya.image.lines" -}}
image: {{ include "atalaya.image" (dict "image" .Values.image "fallback" .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end -}}

{{/* What a container of a run has, whatever it runs. */}}
{{- define "atalaya.jobContainer" -}}
envFrom:
  - configMapRef:
      name: {{ include "atalaya.name" . }}-settings
{{- with include "atalaya.jobEnv" . }}
env:
  {{- . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml (.Resources | default .Values.pipeline.resources) | nindent 2 }}
securityContext:
  {{- include "atalaya.containerSecurity" . | nindent 2 }}
volumeMounts:
  - name: workspace
    mountPath: /workspace
  - name: site
    mountPath: /site
  - name: scratch
    mountPath: /tmp
    subPath: tmp
  - name: scratch
    mountPath: /app/src/.observablehq
    subPath: pages
  {{- if .Feeds }}
  - name: feeds
    mountPath: /etc/atalaya
    readOnly: true
  {{- end }}
  {{- with include "atalaya.serverMounts" . }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- if .Values.signing.secretName }}
  - name: signing-key
    mountPath: /run/secrets/atalaya/signing
    readOnly: true
  {{- end }}
  {{- if .Values.pipeline.logs.existingClaim }}
  - name: logs
    mountPath: /logs
    readOnly: true
  {{- end }}
{{- end -}}

{{/* The options of the run, then the logs; without them, the synthetic feed. */}}
{{- define "atalaya.runArguments" -}}
{{- $pipeline := .Values.pipeline -}}
{{- if and $pipeline.distributed (not .Values.worker.enabled) -}}
{{- fail "pipeline.distributed: nobody would do its tasks; set worker.enabled" -}}
{{- end -}}
{{- $logs := ternary $pipeline.logs.paths list (ne $pipeline.logs.existingClaim "") -}}
{{- concat $pipeline.options $logs | default list | toJson -}}
{{- end -}}

{{- define "atalaya.jobEnv" -}}
{{- $servers := include "atalaya.serverEnv" . -}}
{{- with $servers }}{{ . }}{{ end }}
{{- if .Values.signing.secretName }}{{ if $servers }}
{{ end }}- name: ATALAYA_SIGNING_KEY_FILE
  value: /run/secrets/atalaya/signing/private-key
{{- end }}
{{- end -}}

{{- define "atalaya.jobVolumes" -}}
- name: workspace
  persistentVolumeClaim:
    claimName: {{ include "atalaya.workspaceClaim" . }}
- name: site
  persistentVolumeClaim:
    claimName: {{ include "atalaya.siteClaim" . }}
- name: scratch
  emptyDir:
    sizeLimit: {{ .Values.pipeline.scratchSize }}
{{- with include "atalaya.serverVolumes" . }}
{{ . }}
{{- end }}
{{- with .Values.signing }}
{{- if .secretName }}
- name: signing-key
  secret:
    secretName: {{ .secretName }}
    defaultMode: 0440
    items:
      - key: {{ .privateKeyKey }}
        path: private-key
{{- end }}
{{- end }}
{{- if .Values.pipeline.logs.existingClaim }}
- name: logs
  persistentVolumeClaim:
    claimName: {{ .Values.pipeline.logs.existingClaim }}
    readOnly: true
{{- end }}
{{- end -}}
