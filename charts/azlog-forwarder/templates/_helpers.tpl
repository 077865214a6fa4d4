{{/* Name of the chart, for labels. */}}
{{- define "azlog.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* What names of objects begin with. Short enough for the longest suffix (`-destination-test`) within 63 characters. */}}
{{- define "azlog.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 46 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels of an object. In: dict root, component (may be empty). */}}
{{- define "azlog.labels" -}}
{{- with .root.Values.commonLabels }}
{{- toYaml . }}
{{ end -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "azlog.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: azlog-forwarder
{{- end -}}

{{/* Labels that never change, for selectors. In: dict root, component (may be empty). */}}
{{- define "azlog.selectorLabels" -}}
app.kubernetes.io/name: {{ include "azlog.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{/* An image. In: dict image, tag (where the image has none). */}}
{{- define "azlog.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .tag .image.tag }}
{{- end -}}
{{- end -}}

{{/* Name of a stage's service account. In: dict root, stage. */}}
{{- define "azlog.serviceAccountName" -}}
{{- $account := (index .root.Values .stage).serviceAccount -}}
{{- if $account.create -}}
{{- default (printf "%s-%s" (include "azlog.fullname" .root) .stage) $account.name -}}
{{- else -}}
{{- default "default" $account.name -}}
{{- end -}}
{{- end -}}

{{/* Port of health and metrics. */}}
{{- define "azlog.httpPort" -}}
{{- dig "http" "port" 9600 .Values.config | int -}}
{{- end -}}

{{/* Secret with the password of the Redis of the release. */}}
{{- define "azlog.redisSecret" -}}
{{- default (printf "%s-redis" (include "azlog.fullname" .)) .Values.redis.auth.existingSecret -}}
{{- end -}}

{{/* Bytes of a size such as 512MiB. */}}
{{- define "azlog.bytes" -}}
{{- $text := toString . -}}
{{- if kindIs "float64" . -}}{{- $text = printf "%.0f" . -}}{{- end -}}
{{- $unit := regexFind "[A-Za-z]+$" $text -}}
{{- $units := dict "" 1 "B" 1 "KB" 1e3 "MB" 1e6 "GB" 1e9 "TB" 1e12 "KiB" 1024 "MiB" 1048576 "GiB" 1073741824 "TiB" 1099511627776 -}}
{{- mulf (regexFind "^[0-9.]+" $text | float64) (index $units $unit | float64) | floor | int64 -}}
{{- end -}}

{{/* Memory that the Redis of the release may use, and the queue's budget in it, both in bytes. */}}
{{- define "azlog.redisMaxMemory" -}}
{{- include "azlog.bytes" .Values.redis.maxMemory -}}
{{- end -}}
{{- define "azlog.redisBudget" -}}
{{- div (include "azlog.redisMaxMemory" . | int64) 2 -}}
{{- end -}}

{{/* The Secrets of a stage, those of all stages first. In: dict root, stage. Out: dict secrets. */}}
{{- define "azlog.secrets" -}}
{{- $secrets := list -}}
{{- range concat .root.Values.secrets (index .root.Values .stage).secrets -}}
{{- $secrets = append $secrets (set (deepCopy .) "folder" (default .secret .folder)) -}}
{{- end -}}
{{- if .root.Values.redis.enabled -}}
{{- $items := list (dict "key" .root.Values.redis.auth.key "path" "password") -}}
{{- $secrets = append $secrets (dict "secret" (include "azlog.redisSecret" .root) "folder" "redis" "items" $items) -}}
{{- end -}}
{{- toYaml (dict "secrets" $secrets) -}}
{{- end -}}

{{/* Port of a destination: its own, or that of its preset. */}}
{{- define "azlog.destinationPort" -}}
{{- $presets := .root.Files.Get "files/preset-ports.json" | fromJson -}}
{{- $preset := index $presets (default "none" .destination.preset) -}}
{{- $framing := default $preset.framing .destination.framing -}}
{{- $transport := default $preset.transport .destination.transport -}}
{{- default (index $preset.port $framing $transport) .destination.port | int -}}
{{- end -}}

{{/* Environment, mounts and volumes by which a process of a stage finds its configuration and secrets. In: dict root, stage. */}}
{{- define "azlog.env" -}}
{{- $values := .root.Values -}}
- name: AZLOG_CONFIG
  value: /etc/azlog/azlog.yaml
{{- if not (dig "http" "host" "" $values.config) }}
- name: AZLOG_HTTP_HOST
  value: 0.0.0.0
{{- end }}
{{- if $values.redis.enabled }}
- name: AZLOG_QUEUE_URL
  value: redis://{{ include "azlog.fullname" .root }}-redis:6379/0
- name: AZLOG_QUEUE_PASSWORD_FILE
  value: /run/secrets/redis/password
{{- if not (dig "queue" "budget" "" $values.config) }}
- name: AZLOG_QUEUE_BUDGET
  value: {{ include "azlog.redisBudget" .root | quote }}
{{- end }}
{{- end }}
{{- with concat $values.extraEnv (index $values .stage).extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "azlog.volumeMounts" -}}
{{- $values := .root.Values -}}
{{- /* By subPath, so that certificates can be mounted into /etc/azlog beside it; a change rolls the pods anyway. */ -}}
- name: config
  mountPath: /etc/azlog/azlog.yaml
  subPath: azlog.yaml
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- /* A folder for each Secret and none at /run/secrets itself, which must stay free for tokens of service accounts. */ -}}
{{- range $index, $secret := (include "azlog.secrets" . | fromYaml).secrets }}
- name: secret-{{ $index }}
  mountPath: /run/secrets/{{ $secret.folder }}
  readOnly: true
{{- end }}
{{- with concat $values.extraVolumeMounts (index $values .stage).extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "azlog.volumes" -}}
{{- $values := .root.Values -}}
- name: config
  configMap:
    name: {{ include "azlog.fullname" .root }}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- range $index, $secret := (include "azlog.secrets" . | fromYaml).secrets }}
- name: secret-{{ $index }}
  secret:
    secretName: {{ $secret.secret }}
    {{- /* Readable by the group that fsGroup gives. */}}
    defaultMode: 0440
    {{- with $secret.items }}
    items:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
{{- with concat $values.extraVolumes (index $values .stage).extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Where the pods of a stage may run: its own wishes, else those of all stages. In: dict root, stage. */}}
{{- define "azlog.placement" -}}
{{- $own := index .root.Values .stage -}}
{{- $all := .root.Values -}}
{{- with default $all.nodeSelector $own.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $all.tolerations $own.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $all.affinity $own.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $all.priorityClassName $own.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* How the pods of a stage are spread, with what selects them. In: dict root, stage. */}}
{{- define "azlog.topologySpread" -}}
{{- $labels := include "azlog.selectorLabels" (dict "root" .root "component" .stage) | fromYaml -}}
{{- $constraints := list -}}
{{- range default .root.Values.topologySpreadConstraints (index .root.Values .stage).topologySpreadConstraints -}}
{{- $filled := dict "labelSelector" (dict "matchLabels" $labels) "matchLabelKeys" (list "pod-template-hash") -}}
{{- $constraints = append $constraints (merge (deepCopy .) (ternary (dict) $filled (hasKey . "labelSelector"))) -}}
{{- end -}}
{{- with $constraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What pods of the three stages have and those of Redis and tests have not, since a selector of a Service knows no "one of". */}}
{{- define "azlog.stagePod" -}}
azlog-forwarder/stage: "true"
{{- end -}}

{{/* Configuration of the Redis of the release, without its password. */}}
{{- define "azlog.redisConf" -}}
port 6379
bind * -::*
protected-mode yes
dir /data
# Every write is in the file within a second, and a restart reads it back.
appendonly yes
appendfsync everysec
# No snapshots besides.
save ""
maxmemory {{ include "azlog.redisMaxMemory" . }}
# A queue must not lose what it was given: full means that nothing more is taken.
maxmemory-policy noeviction
{{- end -}}
