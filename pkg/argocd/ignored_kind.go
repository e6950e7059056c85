// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"
)

// groupOf is the API group of the kinds of Kubernetes that people ignore differences of. No other built-in group has a kind
// of the same name.
var groupOf = map[string]string{
	"ConfigMap": "", "Endpoints": "", "LimitRange": "", "Namespace": "", "Node": "", "PersistentVolume": "",
	"PersistentVolumeClaim": "", "Pod": "", "ReplicationController": "", "ResourceQuota": "", "Secret": "", "Service": "",
	"ServiceAccount": "",
	"DaemonSet":      "apps", "Deployment": "apps", "ReplicaSet": "apps", "StatefulSet": "apps",
	"CronJob": "batch", "Job": "batch",
	"HorizontalPodAutoscaler":        "autoscaling",
	"PodDisruptionBudget":            "policy",
	"Ingress":                        "networking.k8s.io",
	"IngressClass":                   "networking.k8s.io",
	"NetworkPolicy":                  "networking.k8s.io",
	"ClusterRole":                    "rbac.authorization.k8s.io",
	"ClusterRoleBinding":             "rbac.authorization.k8s.io",
	"Role":                           "rbac.authorization.k8s.io",
	"RoleBinding":                    "rbac.authorization.k8s.io",
	"CustomResourceDefinition":       "apiextensions.k8s.io",
	"MutatingWebhookConfiguration":   "admissionregistration.k8s.io",
	"ValidatingWebhookConfiguration": "admissionregistration.k8s.io",
	"APIService":                     "apiregistration.k8s.io",
	"PriorityClass":                  "scheduling.k8s.io",
	"StorageClass":                   "storage.k8s.io",
	KindApplication:                  Group, KindApplicationSet: Group, KindAppProject: Group,
}

// builtInGroups are the groups whose kinds are all known. A group that is none of them may have a kind of any name:
// Knative has a Service.
var builtInGroups = map[string]bool{
	"": true, "apps": true, "batch": true, "autoscaling": true, "policy": true, "networking.k8s.io": true,
	"rbac.authorization.k8s.io": true, "apiextensions.k8s.io": true, "admissionregistration.k8s.io": true, "storage.k8s.io": true,
}

// Group of a kind that is no group at all: what people write for the core group.
var noGroups = map[string]bool{"core": true, "v1": true, "core/v1": true, "v1/core": true}

// CheckIgnoredGroup checks group and kind of an entry of ignoreDifferences, both globs over those of the live resource. A
// pair that no resource has is refused, with the group that was meant; "" is the core group.
func CheckIgnoredGroup(group, kind string) (meant string, err error) {
	if HasGlob(group) {
		return "", nil
	}
	want, known := groupOf[kind]
	bare, _, slash := strings.Cut(group, "/")
	switch {
	case noGroups[group]:
		return want, fmt.Errorf("group %q matches no resource: write %q%s", group, want, coreHint(want))
	case slash && !known:
		return bare, fmt.Errorf("group %q matches no resource, it must be without the version: write %q", group, bare)
	case slash:
		return want, fmt.Errorf("group %q matches no resource, it must be without the version: write %q%s", group, want, coreHint(want))
	case known && group != want && builtInGroups[group]:
		return want, fmt.Errorf("group %q has no kind %s, so the rule matches nothing: write %q%s", group, kind, want, coreHint(want))
	}
	return "", nil
}

func coreHint(group string) string {
	if group == "" {
		return " or leave the group out, for the core group"
	}
	return ""
}

// CheckIgnoredKind checks the kind of an entry of ignoreDifferences. It is refused where it is empty, which matches nothing,
// or where only capitals or a plural tell it from a kind of Kubernetes.
func CheckIgnoredKind(kind string) (meant string, err error) {
	if kind == "" {
		return "", fmt.Errorf("kind is empty and matches no resource: it must be a kind such as %q, or %q for all", "Deployment", "*")
	}
	if _, known := groupOf[kind]; known || HasGlob(kind) {
		return "", nil
	}
	for known := range groupOf {
		if strings.EqualFold(kind, known) || strings.EqualFold(kind, known+"s") {
			return known, fmt.Errorf("kind %q matches no resource, since capitals and endings count: write %q", kind, known)
		}
	}
	return "", nil
}

// HasGlob reports whether a text has characters that mean something in the globs of Argo CD.
func HasGlob(s string) bool { return strings.ContainsAny(s, `*?[]{}\!`) }
