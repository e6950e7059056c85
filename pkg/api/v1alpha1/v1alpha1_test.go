// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// listOf reads documents as the resources of a package: a.yaml, b.yaml and so on.
func listOf(t testing.TB, docs ...string) *krm.ResourceList {
	t.Helper()
	list, err := read(docs...)
	assert.NilError(t, err)
	return list
}

func read(docs ...string) (*krm.ResourceList, error) {
	var all []krm.Document
	for i, d := range docs {
		all = append(all, krm.Document{Path: string(rune('a'+i)) + ".yaml", Line: 1, Text: []byte(d)})
	}
	return krm.FromDocuments(all)
}

// project returns a Project with more fields of its spec, each line indented by two. The first one stands on line 7.
func project(spec string) string {
	return "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: app\nspec:\n  repository: https://github.com/owner/app\n" + indent(spec)
}

// platform returns a Platform with known versions. The first line of spec stands on line 6.
func platform(spec string) string {
	return "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\nspec:\n" + indent(spec)
}

func indent(spec string) string {
	if spec == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n  ") + "\n"
}

// known is a Platform about which there is nothing to say.
func known() string {
	return platform("argocd: {version: v3.5.7}\nimageUpdater: {version: v0.12.2}")
}

// linesOf prints results, without those about versions that are assumed.
func linesOf(results []krm.Result) []string {
	var lines []string
	for _, r := range results {
		if r.Rule != "version-assumed" {
			lines = append(lines, r.String())
		}
	}
	return lines
}
