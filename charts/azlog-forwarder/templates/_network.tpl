{{/* Port of an http or https URL. */}}
{{- define "azlog.urlPort" -}}
{{- $authority := regexReplaceAll "^[a-z]+://([^/?#]*).*$" . "${1}" -}}
{{- $port := regexFind ":[0-9]+$" $authority | trimPrefix ":" -}}
{{- default (ternary "80" "443" (hasPrefix "http://" .)) $port -}}
{{- end -}}

{{/* Ports of the queue, from its URL. Out: dict ports. */}}
{{- define "azlog.queuePorts" -}}
{{- $url := dig "queue" "url" "" .Values.config -}}
{{- $ports := .Values.networkPolicy.queuePorts -}}
{{- if and (kindIs "string" $url) (not $ports) -}}
{{- $scheme := regexFind "^[a-z+]+" $url -}}
{{- $usual := ternary "5432" (ternary "26379" "6379" (contains "sentinel" $scheme)) (hasPrefix "postgres" $scheme) -}}
{{- range splitList "," (include "azlog.urlHosts" $url) -}}
{{- $ports = append $ports (default $usual (regexFind ":[0-9]+$" . | trimPrefix ":")) -}}
{{- end -}}
{{- /* Sentinels only name the server that is to be asked. */ -}}
{{- if contains "sentinel" $scheme -}}{{- $ports = append $ports "6379" -}}{{- end -}}
{{- end -}}
{{- toYaml (dict "ports" (uniq $ports)) -}}
{{- end -}}

{{/* Hosts of a URL, with addresses of IPv6, which have colons of their own, replaced. */}}
{{- define "azlog.urlHosts" -}}
{{- $hosts := regexReplaceAll "^[a-z+]+://([^/?#]*).*$" . "${1}" -}}
{{- regexReplaceAll "\\[[^\\]]*\\]" $hosts "host" -}}
{{- end -}}
