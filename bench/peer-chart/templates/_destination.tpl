{{- define "delivery.server" -}}
https://kubernetes.default.svc
{{- end -}}
