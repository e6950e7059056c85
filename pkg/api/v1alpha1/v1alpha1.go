// SPDX-License-Identifier: Apache-2.0

// Package v1alpha1 is what a user writes: the kinds Project and Platform, and the options of the functions. It decodes
// them strictly, checks every value against what the target versions of Argo CD and Image Updater accept, fills in
// defaults, and says where each value came from.
//
// The way through it is Load: bytes that krm has read become a Model in which nothing is left open, or results that say
// all that is wrong at once. The types are the one source of the JSON Schemas in schema/, and of their descriptions.
package v1alpha1

// Group, Version and APIVersion of every kind of this package.
const (
	Group      = "fairlead.dev"
	Version    = "v1alpha1"
	APIVersion = Group + "/" + Version
)

// The kinds that stand among the resources of a package.
const (
	KindProject  = "Project"
	KindPlatform = "Platform"
)

// SchemaBase is the place of the published JSON Schemas, without a slash at the end.
const SchemaBase = "https://raw.githubusercontent.com/fairlead-krm/fairlead/main/pkg/api/v1alpha1/schema"

// SchemaURL returns where the JSON Schema of a kind is published: SchemaBase and project.json, platform.json, or the
// name of the function whose options the kind holds. It returns "" for a kind that is not of this group.
//
//	# yaml-language-server: $schema=<SchemaURL(KindProject)>
func SchemaURL(kind string) string {
	file := schemaFile(kind)
	if file == "" {
		return ""
	}
	return SchemaBase + "/" + file
}

func schemaFile(kind string) string {
	switch kind {
	case KindProject:
		return "project.json"
	case KindPlatform:
		return "platform.json"
	}
	for _, c := range configKinds {
		if c.kind == kind {
			return c.function + ".json"
		}
	}
	return ""
}

// Kinds returns every kind of the group: Project, Platform and those of the functions' options.
func Kinds() []string {
	kinds := []string{KindProject, KindPlatform}
	for _, c := range configKinds {
		kinds = append(kinds, c.kind)
	}
	return kinds
}
