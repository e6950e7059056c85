// SPDX-License-Identifier: Apache-2.0

package argocd

import "strings"

// Shape is what YAML in the value of a key of ConfigMap must be.
type Shape int

// The shapes of values.
const (
	// PlainText is a value that is not read as YAML.
	PlainText Shape = iota
	MappingShape
	ListShape
)

// Value says how Argo CD reads the value of a key of ConfigMap.
type Value struct {
	Shape Shape
	// Fields are those of the mapping, or of each mapping of the list, where Argo CD reads no other; nil where it may.
	Fields []string
	// Breaks says what becomes of a value that cannot be read.
	Breaks string
}

// The fields of the values that have a fixed set of them (util/settings, pkg/apis/application/v1alpha1).
var (
	differenceFields = []string{"jsonPointers", "jqPathExpressions", "managedFieldsManagers"}
	filterFields     = []string{"apiGroups", "kinds", "clusters"}
	compareFields    = []string{"ignoreAggregatedRoles", "ignoreResourceStatusField", "ignoreDifferencesOnResourceUpdates"}
	globalFields     = []string{"projectName", "labelSelector"}
	linkFields       = []string{"url", "title", "description", "icon.class", "if"}
)

// ValueOf says how Argo CD reads the value of a key of ConfigMap.
func ValueOf(key string) Value {
	const (
		noLogin        = "nobody can log in by it any more, which only the log says"
		noComparison   = "no Application is compared and synced any more"
		noCustomizing  = "no customization at all is read, and no Application is compared any more"
		noInheritance  = "no AppProject can be read any more"
		noLinks        = "no links are shown"
		notReadAtAll   = "it is not read"
		serverFailsOff = "the server does not take the settings over"
	)
	switch key {
	case "dex.config", "oidc.config":
		return Value{Shape: MappingShape, Breaks: noLogin}
	case "resource.exclusions", "resource.inclusions":
		return Value{ListShape, filterFields, noComparison}
	case "resource.compareoptions":
		return Value{MappingShape, compareFields, noComparison}
	case "resource.customizations":
		return Value{Shape: MappingShape, Breaks: noCustomizing}
	case "globalProjects":
		return Value{ListShape, globalFields, noInheritance}
	case "resource.links", "application.links", "project.links":
		return Value{ListShape, linkFields, noLinks}
	case "additionalUrls":
		return Value{Shape: ListShape, Breaks: serverFailsOff}
	case "extension.config":
		return Value{Shape: MappingShape, Breaks: notReadAtAll}
	}
	if strings.HasPrefix(key, "extension.config.") {
		return Value{Shape: MappingShape, Breaks: notReadAtAll}
	}
	rest, ok := strings.CutPrefix(key, "resource.customizations.")
	typ, _, split := strings.Cut(rest, ".")
	if !ok || !split {
		return Value{}
	}
	switch typ {
	case "ignoreDifferences", "ignoreResourceUpdates":
		return Value{MappingShape, differenceFields, noCustomizing}
	case "knownTypeFields":
		return Value{ListShape, []string{"field", "type"}, noCustomizing}
	case "actions":
		return Value{Shape: MappingShape, Breaks: "the kind has no actions"}
	}
	return Value{}
}
