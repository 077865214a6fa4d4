{{/*
What the schema cannot say. Every problem at once, each with its place, what is wrong and how to mend it. An autoscaler
of both kinds on one stage is refused by the schema and here, for whoever skips the schema.
*/}}
{{- define "azlog.validate" -}}
{{- $values := .Values -}}
{{- $config := $values.config -}}
{{- $problems := list -}}

{{- if not $config.sources -}}
{{- $problems = append $problems "config.sources: there is nothing to read from. Add a source, such as `config: { sources: [{ account: contosodiagnostics, sas: { file: /run/secrets/azlog-azure/sas } }] }`." -}}
{{- end -}}
{{- if not $config.destinations -}}
{{- $problems = append $problems "config.destinations: there is nowhere to send to. Add a destination, such as `config: { destinations: [{ preset: splunk, host: siem.example.com }] }`." -}}
{{- end -}}

{{- $url := dig "queue" "url" "" $config -}}
{{- if $values.redis.enabled -}}
{{- range list "url" "password" -}}
{{- if dig "queue" . "" $config -}}
{{- $problems = append $problems (printf "config.queue.%s: it is set, and so is redis.enabled, which sets it too. Remove config.queue.%s to use the Redis of the release, or set redis.enabled: false to use your own." . .) -}}
{{- end -}}
{{- end -}}
{{- $maxMemory := include "azlog.redisMaxMemory" . | int64 -}}
{{- $budget := dig "queue" "budget" "" $config -}}
{{- if and $budget (gt (mul 4 (include "azlog.bytes" $budget | int64)) (mul 3 $maxMemory)) -}}
{{- $problems = append $problems (printf "config.queue.budget: %v is more than three quarters of redis.maxMemory (%s), so Redis would be full before reading pauses. Lower the budget, raise redis.maxMemory (and redis.resources), or leave the budget to the chart." $budget $values.redis.maxMemory) -}}
{{- end -}}
{{- else if not $url -}}
{{- $problems = append $problems "config.queue.url: it is not set, which means the embedded queue; that serves one process, and the chart runs each stage as its own. Set it to a Redis or PostgreSQL URL (such as `redis://redis.example.com:6379/0`), or set redis.enabled: true to try it with a small Redis." -}}
{{- else if and (kindIs "string" $url) (hasPrefix "embedded:" $url) -}}
{{- $problems = append $problems (printf "config.queue.url: %q is the embedded queue; that serves one process, and the chart runs each stage as its own. Set it to a Redis or PostgreSQL URL (such as `redis://redis.example.com:6379/0`), or remove it and set redis.enabled: true." $url) -}}
{{- else if and (not (kindIs "string" $url)) $values.networkPolicy.enabled (not $values.networkPolicy.queuePorts) -}}
{{- $problems = append $problems "networkPolicy.queuePorts: config.queue.url is a reference, so the chart does not see which port of the queue to open. Set networkPolicy.queuePorts (such as `[6379]`), or networkPolicy.enabled: false." -}}
{{- end -}}

{{- if eq (include "azlog.httpPort" .) "0" -}}
{{- $problems = append $problems "config.http.port: 0 takes any free port, which probes and scrapes cannot find. Remove it (9600) or set a port." -}}
{{- end -}}
{{- $host := dig "http" "host" "" $config -}}
{{- if regexMatch "^(localhost|127\\..*|::1)$" $host -}}
{{- $problems = append $problems (printf "config.http.host: %q is reached from within the pod only, so every probe would fail. Remove it (the chart sets 0.0.0.0), or set `::` for IPv6." $host) -}}
{{- end -}}

{{- $folders := list "azure" "kubernetes.io" -}}
{{- range $stage := list "poller" "formatter" "sender" -}}
{{- $own := index $values $stage -}}

{{- if and $own.hpa.enabled $own.keda.enabled -}}
{{- $problems = append $problems (printf "%s.hpa.enabled and %s.keda.enabled: both are true, and two autoscalers of one Deployment work against each other. Set one of them to false." $stage $stage) -}}
{{- end -}}
{{- if and $own.hpa.enabled (not (dig "requests" "cpu" "" $own.resources)) -}}
{{- $problems = append $problems (printf "%s.resources.requests.cpu: it is not set, and %s.hpa scales by percent of it. Set it (such as `500m`)." $stage $stage) -}}
{{- end -}}
{{- if and $own.keda.enabled (not $values.keda.serverAddress) -}}
{{- $problems = append $problems (printf "keda.serverAddress: it is not set, and %s.keda.enabled asks Prometheus for the backlog. Set it (such as `http://prometheus-operated.monitoring.svc:9090`)." $stage) -}}
{{- end -}}
{{- range list "hpa" "keda" -}}
{{- $scaler := index $own . -}}
{{- if and $scaler.enabled (gt (int $scaler.minReplicas) (int $scaler.maxReplicas)) -}}
{{- $problems = append $problems (printf "%s.%s.minReplicas: %v is more than maxReplicas (%v). Make it at most that." $stage . $scaler.minReplicas $scaler.maxReplicas) -}}
{{- end -}}
{{- end -}}

{{- $mounted := list -}}
{{- range (include "azlog.secrets" (dict "root" $ "stage" $stage) | fromYaml).secrets -}}
{{- if has .folder $folders -}}
{{- $problems = append $problems (printf "secrets, %s.secrets: the folder %q of Secret %q would cover /run/secrets/%s, where tokens of service accounts are mounted. Set another `folder` for it." $stage .folder .secret .folder) -}}
{{- else if has (printf "/run/secrets/%s" .folder) $mounted -}}
{{- $problems = append $problems (printf "secrets, %s.secrets: two Secrets of the stage have the folder %q. Set `folder` for one of them%s." $stage .folder (ternary " (`redis` is taken by the password of the Redis of the release)" "" (eq .folder "redis"))) -}}
{{- end -}}
{{- $mounted = append $mounted (printf "/run/secrets/%s" .folder) -}}
{{- end -}}
{{- range concat $values.extraVolumeMounts $own.extraVolumeMounts -}}
{{- $mounted = append $mounted (.mountPath | replace "/var/run/" "/run/" | trimSuffix "/") -}}
{{- end -}}
{{- $variables := list -}}
{{- range concat $values.extraEnv $own.extraEnv -}}
{{- $variables = append $variables .name -}}
{{- end -}}
{{- $anyVariable := not (empty (concat $values.extraEnvFrom $own.extraEnvFrom)) -}}

{{- $groups := list (dict "place" "config.queue" "options" (dig "queue" dict $config)) -}}
{{- if eq $stage "poller" -}}
{{- range $index, $source := $config.sources -}}
{{- $groups = append $groups (dict "place" (printf "config.sources[%d]" $index) "options" $source) -}}
{{- end -}}
{{- end -}}
{{- if eq $stage "sender" -}}
{{- range $index, $destination := $config.destinations -}}
{{- $groups = append $groups (dict "place" (printf "config.destinations[%d].tls" $index) "options" (dig "tls" dict $destination)) -}}
{{- end -}}
{{- end -}}
{{- range $group := $groups -}}
{{- range $key, $value := $group.options -}}
{{- $file := "" -}}
{{- if kindIs "map" $value -}}
{{- $file = dig "file" "" $value -}}
{{- with dig "env" "" $value -}}
{{- if not (or $anyVariable (has . $variables)) -}}
{{- $problems = append $problems (printf "%s.%s: the %s has no variable %s. Add it to %s.extraEnv (with `valueFrom: { secretKeyRef: … }`) or to %s.extraEnvFrom." $group.place $key $stage . $stage $stage) -}}
{{- end -}}
{{- end -}}
{{- else if hasSuffix "File" $key -}}
{{- $file = $value -}}
{{- end -}}
{{- if regexMatch "^(/var)?/run/secrets/" $file -}}
{{- $found := false -}}
{{- range $mounted -}}
{{- if hasPrefix (printf "%s/" .) ($file | replace "/var/run/" "/run/") -}}{{- $found = true -}}{{- end -}}
{{- end -}}
{{- if not $found -}}
{{- $problems = append $problems (printf "%s.%s: nothing is mounted in the %s at %s. Add the Secret that has it to %s.secrets (its folder is /run/secrets/<folder>)." $group.place $key $stage $file $stage) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- if and $values.workloadIdentity.enabled $values.poller.serviceAccount.create (not $values.workloadIdentity.clientId) -}}
{{- $problems = append $problems "workloadIdentity.clientId: it is not set, and Azure must know who the poller is. Set it to the client id of the managed identity, or set poller.serviceAccount.create: false and name a service account that has the annotation." -}}
{{- end -}}
{{- range $index, $source := $config.sources -}}
{{- if and (eq (toString $source.identity) "workload") (not $values.workloadIdentity.enabled) (not (hasKey (merge dict $values.poller.podLabels $values.podLabels) "azure.workload.identity/use")) -}}
{{- $problems = append $problems (printf "config.sources[%d].identity: it is workload, and the pods of the poller are not marked for it. Set workloadIdentity: { enabled: true, clientId: … }." $index) -}}
{{- end -}}
{{- end -}}
{{- if and $values.metrics.serviceMonitor.enabled $values.metrics.podMonitor.enabled -}}
{{- $problems = append $problems "metrics.serviceMonitor.enabled and metrics.podMonitor.enabled: both are true, so every pod would be scraped twice. Set one of them to false." -}}
{{- end -}}
{{- if and $values.metrics.serviceMonitor.enabled (not $values.metrics.service.enabled) -}}
{{- $problems = append $problems "metrics.service.enabled: it is false, and a ServiceMonitor needs the Service. Set it to true, or use metrics.podMonitor." -}}
{{- end -}}

{{- if $problems -}}
{{- fail (printf "\n\nThese values cannot be used:\n\n  - %s\n" (join "\n  - " (uniq $problems))) -}}
{{- end -}}
{{- end -}}
