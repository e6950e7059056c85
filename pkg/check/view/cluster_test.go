// SPDX-License-Identifier: Apache-2.0

package view_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// TestClusterPlatforms holds what the nodes run to which an Application delivers, and to which all do.
func TestClusterPlatforms(t *testing.T) {
	platform := func(cluster string) string {
		return "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: p}\nspec: {cluster: {" + cluster + "}}\n"
	}
	app := func(destination string) string {
		return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {destination: {" + destination + "}}\n"
	}
	const here, there = "server: 'https://kubernetes.default.svc'", "server: 'https://edge:6443'"
	arm, amd := platform("platforms: [linux/arm64]"), platform(there+", platforms: [linux/amd64]")
	for _, test := range []struct {
		name         string
		docs         []string
		first, every string
	}{
		{"here", []string{app(here), arm}, "linux/arm64", "linux/arm64"},
		{"here by its name", []string{app("name: in-cluster"), arm}, "linux/arm64", "linux/arm64"},
		{"elsewhere", []string{app(there), arm}, "", ""},
		{"elsewhere, which is known", []string{app(there), amd}, "linux/amd64", "linux/amd64"},
		{"elsewhere by a name", []string{app("name: edge"), arm}, "", ""},
		{"two clusters", []string{app(here), app(there), arm, amd}, "linux/arm64", ""},
		{"one of two elsewhere", []string{app(here), app(there), arm}, "linux/arm64", ""},
		{"two parts of one", []string{app(here), arm, platform("platforms: [linux/amd64]")}, "linux/arm64 linux/amd64", "linux/arm64 linux/amd64"},
		{"nobody says it", []string{app(here)}, "", ""},
	} {
		var docs []krm.Document
		for i, text := range test.docs {
			docs = append(docs, krm.Document{Path: "a.yaml", Index: i, Line: 1, Text: []byte(text)})
		}
		list, err := krm.FromDocuments(docs)
		assert.NilError(t, err)
		c := rule.NewContext(list)
		first := view.SpecOf(c.Of(argocd.Group, argocd.KindApplication)[0])
		assert.Equal(t, strings.Join(view.ClusterPlatforms(c, first), " "), test.first, test.name)
		assert.Equal(t, strings.Join(view.OnlyPlatforms(c), " "), test.every, test.name)
	}
}

func TestRunsOnNone(t *testing.T) {
	for _, test := range []struct {
		wanted, cluster string
		none            bool
	}{
		{"linux/arm64", "linux/arm64", false},
		{"linux/arm64/v8", "linux/arm64", false},
		{"linux/arm/v7", "linux/arm64", false}, // 64 bits run 32
		{"linux/386", "linux/amd64", false},
		{"linux/arm64", "linux/arm/v7", true},
		{"linux/amd64", "linux/arm64", true},
		{"linux/amd64 linux/arm64", "linux/arm64", false},
		{"linux/amd64", "", false},
		{"", "linux/arm64", false},
	} {
		assert.Equal(t, view.RunsOnNone(strings.Fields(test.wanted), strings.Fields(test.cluster)), test.none, "%v", test)
	}
}
