// SPDX-License-Identifier: Apache-2.0

package argocd

import "strings"

// v227 is the spec of an Application in argo-cd v2.2.7: each line a parent, a colon and its fields. A field that is the
// parent of no line is a leaf; "*" stands for the keys of a map.
const v227 = `
spec: source destination project syncPolicy ignoreDifferences info revisionHistoryLimit
spec.source: repoURL path targetRevision helm kustomize ksonnet directory plugin chart
spec.source.helm: valueFiles parameters releaseName values fileParameters version passCredentials
spec.source.helm.parameters: name value forceString
spec.source.helm.fileParameters: name path
spec.source.kustomize: namePrefix nameSuffix images commonLabels version commonAnnotations forceCommonLabels forceCommonAnnotations
spec.source.kustomize.commonLabels: *
spec.source.kustomize.commonAnnotations: *
spec.source.ksonnet: environment parameters
spec.source.ksonnet.parameters: component name value
spec.source.directory: recurse jsonnet exclude include
spec.source.directory.jsonnet: extVars tlas libs
spec.source.directory.jsonnet.extVars: name value code
spec.source.directory.jsonnet.tlas: name value code
spec.source.plugin: name env
spec.source.plugin.env: name value
spec.destination: server namespace name
spec.syncPolicy: automated syncOptions retry
spec.syncPolicy.automated: prune selfHeal allowEmpty
spec.syncPolicy.retry: limit backoff
spec.syncPolicy.retry.backoff: duration factor maxDuration
spec.ignoreDifferences: group kind name namespace jsonPointers jqPathExpressions
spec.info: name value
`

// KnownToV227 reports whether argo-cd v2.2.7 has a field of an Application, given by its dotted path with list indexes left
// out: spec.syncPolicy.managedNamespaceMetadata is not known. Image Updater v0.12.2 is built with that version's types and
// writes the whole spec, so it drops every field that is not known from the live Application.
func KnownToV227(path string) bool {
	parent, rest, _ := strings.Cut(path, ".")
	if parent != "spec" {
		return false
	}
	for rest != "" {
		name, deeper, _ := strings.Cut(rest, ".")
		fields, ok := fieldsOfV227(parent)
		if !ok {
			return false
		}
		if fields == "*" {
			// A key of a map may hold dots itself, so all that is left is the key.
			return true
		}
		if !strings.Contains(" "+fields+" ", " "+name+" ") {
			return false
		}
		parent, rest = parent+"."+name, deeper
	}
	return !strings.HasSuffix(path, ".")
}

func fieldsOfV227(parent string) (fields string, ok bool) {
	_, after, ok := strings.Cut(v227, "\n"+parent+": ")
	if !ok {
		return "", false
	}
	fields, _, _ = strings.Cut(after, "\n")
	return fields, true
}
