// SPDX-License-Identifier: Apache-2.0

package schema

import (
	"os"
	"path/filepath"
	"sort"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
)

func TestEveryKindInEveryVersion(t *testing.T) {
	for _, kind := range Kinds() {
		versions := Versions(kind)
		if kind == "ImageUpdater" {
			assert.DeepEqual(t, versions, []string{"v1.1", "v1.2", "v1.3"})
		} else {
			assert.DeepEqual(t, versions, argocd.Releases())
		}
		for _, version := range versions {
			root, err := Load(kind, version)
			assert.NilError(t, err)
			assert.Assert(t, root.Lookup("spec") != nil)
			assert.Equal(t, root.Lookup("metadata").Type, Any)
			check(t, root, map[*Node]bool{})
			again, err := Load(kind, version)
			assert.NilError(t, err)
			assert.Equal(t, root, again)
		}
	}
}

func check(t *testing.T, n *Node, seen map[*Node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	names := n.Names()
	assert.Assert(t, sort.StringsAreSorted(names))
	for _, name := range names {
		check(t, n.Field(name).Node, seen)
	}
	assert.Equal(t, n.Elem != nil, n.Type == List || n.Type == Map)
	if n.Elem != nil {
		check(t, n.Elem, seen)
	}
}

func TestLookup(t *testing.T) {
	load := func(kind, version string) *Node {
		root, err := Load(kind, version)
		assert.NilError(t, err)
		return root
	}
	app := load("Application", "v3.5")
	assert.Equal(t, app.Lookup("spec", "source", "helm", "valuesObject").Type, Any)
	assert.Equal(t, app.Lookup("spec", "sources", Each, "kustomize", "replicas", Each, "count").Type, IntOrString)
	assert.Equal(t, app.Lookup("spec", "source", "kustomize", "commonLabels", Each).Type, String)
	assert.Equal(t, app.Lookup("spec", "syncPolicy", "automated", "prune").Type, Boolean)
	assert.Equal(t, app.Lookup("spec", "revisionHistoryLimit").Type, Integer)
	assert.Assert(t, app.Lookup("spec").Field("project").Required)
	assert.Assert(t, app.Lookup("spec", "sauce") == nil && app.Lookup("kind", "x") == nil && app.Lookup("spec", Each) == nil)

	for _, field := range []struct {
		kind, since string
		path        []string
	}{
		{"Application", "v2.14", []string{"spec", "sourceHydrator"}},
		{"Application", "v3.1", []string{"spec", "syncPolicy", "automated", "enabled"}},
		{"AppProject", "v2.13", []string{"spec", "destinationServiceAccounts"}},
		{"AppProject", "v3.3", []string{"spec", "clusterResourceWhitelist", Each, "name"}},
		{"AppProject", "v3.5", []string{"spec", "sourceIntegrity"}},
		{"ImageUpdater", "v1.3", []string{"spec", "imagesVerification"}},
		{"ImageUpdater", "v1.2", []string{"spec", "writeBackConfig", "gitConfig", "pullRequest"}},
	} {
		found := ""
		for _, version := range Versions(field.kind) {
			if load(field.kind, version).Lookup(field.path...) != nil && found == "" {
				found = version
			}
		}
		assert.Equal(t, found, field.since, "%v", field.path)
	}
	assert.Assert(t, load("ImageUpdater", "v1.1").Lookup("spec", "namespace") != nil)
	assert.Assert(t, load("ImageUpdater", "v1.2").Lookup("spec", "namespace") == nil)
	assert.DeepEqual(t, load("ApplicationSet", "v3.5").Lookup("spec", "syncPolicy", "applicationsSync").Enum,
		[]string{"create-only", "create-update", "create-delete", "sync"})
}

func TestWhere(t *testing.T) {
	app, err := Load("Application", "v3.5")
	assert.NilError(t, err)
	assert.DeepEqual(t, app.Lookup("spec").Where("syncOptions", 3), [][]string{{"syncPolicy", "syncOptions"}})
	assert.Equal(t, len(app.Lookup("spec").Where("nothing", 3)), 0)
}

func TestUnknown(t *testing.T) {
	_, err := Load("Rollout", "v3.5")
	assert.ErrorContains(t, err, `kind "Rollout" are not known: known are Application`)
	_, err = Load("Application", "v1.8")
	assert.ErrorContains(t, err, `Application in "v1.8" are not known: known are v2.10`)
	assert.Equal(t, len(Versions("Rollout")), 0)
}

func TestBrokenText(t *testing.T) {
	for _, line := range []string{"[7", "?", "{a:x", "<-1", "{a:9"} {
		r := reader{lines: []string{line}, nodes: make([]*Node, 1)}
		_, err := r.node("0")
		assert.Assert(t, err != nil, line)
	}
}

// TestSize holds the data small: it is part of every binary that validates.
func TestSize(t *testing.T) {
	files, err := filepath.Glob("data/*")
	assert.NilError(t, err)
	total := int64(0)
	for _, file := range files {
		info, err := os.Stat(file)
		assert.NilError(t, err)
		total += info.Size()
	}
	assert.Assert(t, total < 1<<20, "%d bytes", total)
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		clear(loaded)
		if _, err := Load("ApplicationSet", "v3.6"); err != nil {
			b.Fatal(err)
		}
	}
}
