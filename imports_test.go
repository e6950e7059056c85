// SPDX-License-Identifier: Apache-2.0

package fairlead_test

import (
	"os/exec"
	"path"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const module = "github.com/fairlead-krm/fairlead"

// layers are the packages from the top down: a package imports only from layers below its own.
var layers = [][]string{
	{"functions/*"},    // main
	{"functions", "."}, // what is embedded: documentation and the blueprint
	{"pkg/command"},
	{"pkg/inspect", "pkg/report/page"},
	{"pkg/check", "pkg/way", "pkg/scaffold", "pkg/delivery"},
	{"pkg/check/*"},
	{"pkg/checkout"},
	{"pkg/check/view"},
	{"pkg/generate", "pkg/report", "pkg/wrapper", "pkg/cluster", "pkg/conformance", "pkg/pin"},
	{"pkg/rule", "pkg/fix"},
	{"pkg/api/v1alpha1", "pkg/imageupdater/choice"},
	{"pkg/workflow", "pkg/render"},
	{"pkg/script"},
	{"pkg/tagscheme", "pkg/ci"},
	{"pkg/krm", "pkg/folder", "pkg/argocd", "pkg/imageupdater", "pkg/rbac", "pkg/schema", "pkg/registry", "pkg/tagset", "pkg/secretsync", "pkg/notify"},
	{"pkg/nearest", "pkg/credential", "pkg/language"},
}

// libraries are what a package of the product may import besides the standard library.
var libraries = map[string][]string{
	"functions":        {"go.yaml.in/yaml/v3"},
	"pkg/command":      {"github.com/spf13/cobra", "go.yaml.in/yaml/v3"},
	"pkg/inspect":      {"go.yaml.in/yaml/v3"},
	"pkg/generate":     {"go.yaml.in/yaml/v3"},
	"pkg/scaffold":     {"go.yaml.in/yaml/v3"},
	"pkg/api/v1alpha1": {"go.yaml.in/yaml/v3"},
	"pkg/conformance":  {"go.yaml.in/yaml/v3"},
	"pkg/krm":          {"go.yaml.in/yaml/v3"},
	"pkg/registry":     {"go.yaml.in/yaml/v3", "github.com/google/go-containerregistry/pkg/authn", "github.com/google/go-containerregistry/pkg/name", "github.com/google/go-containerregistry/pkg/v1/remote/transport", "golang.org/x/crypto/x509roots/fallback/bundle"},
	"pkg/folder":       {"go.yaml.in/yaml/v3", "github.com/monochromegane/go-gitignore"},
	"pkg/check":        {"go.yaml.in/yaml/v3"},
	"pkg/check/*":      {"go.yaml.in/yaml/v3", "github.com/itchyny/gojq"},
	"pkg/rule":         {"go.yaml.in/yaml/v3"},
	"pkg/report":       {"go.yaml.in/yaml/v3"},
	"pkg/fix":          {"go.yaml.in/yaml/v3"},
	"pkg/pin":          {"go.yaml.in/yaml/v3"},
	"pkg/cluster":      {"go.yaml.in/yaml/v3"},
	"pkg/delivery":     {"go.yaml.in/yaml/v3"},
	"pkg/way":          {"go.yaml.in/yaml/v3", "github.com/gobwas/glob"},
	"pkg/wrapper":      {"go.yaml.in/yaml/v3", "sigs.k8s.io/yaml", "golang.org/x/sys/unix"},
	// The updater is built with the first of the two up to v0.12, with the second from v0.13 on.
	"pkg/imageupdater/choice": {"github.com/Masterminds/semver", "github.com/Masterminds/semver/v3"},
	"pkg/rbac":                {"github.com/gobwas/glob/syntax/ast", "github.com/gobwas/glob/syntax/lexer"},
	"pkg/script":              {"mvdan.cc/sh/v3/syntax"},
	"pkg/workflow":            {"github.com/rhysd/actionlint", "go.yaml.in/yaml/v3"},
	"pkg/checkout":            {"go.yaml.in/yaml/v3", "github.com/monochromegane/go-gitignore"},
	"pkg/render":              {"go.yaml.in/yaml/v3", "sigs.k8s.io/kustomize/api/krusty", "sigs.k8s.io/kustomize/api/types", "sigs.k8s.io/kustomize/kyaml/filesys"},
}

// testOnly are packages that only tests may import.
var testOnly = []string{"pkg/fntest", "pkg/rule/ruletest", "pkg/check/faults", "pkg/registry/registrytest"}

func layer(pkg string) int {
	for i, names := range layers {
		if contains(names, pkg) {
			return i
		}
	}
	for i, names := range layers {
		for _, pattern := range names {
			if matched, err := path.Match(pattern, pkg); err == nil && matched {
				return i
			}
		}
	}
	return -1
}

func TestImportsGoDown(t *testing.T) {
	for _, line := range goList(t, "-f", "{{.ImportPath}} {{join .Imports \" \"}}", ".", "./functions/...", "./pkg/...") {
		fields := strings.Fields(line)
		pkg, _ := within(fields[0])
		if contains(testOnly, pkg) || strings.Contains(pkg, "/testdata/") {
			continue
		}
		own := layer(pkg)
		assert.Assert(t, own >= 0, "%s is in no layer: say in this test where it belongs", pkg)
		for _, imported := range fields[1:] {
			below, ours := within(imported)
			switch {
			case ours:
				assert.Check(t, layer(below) > own, "%s imports %s, which is not below it", pkg, below)
			case strings.Contains(strings.Split(imported, "/")[0], "."):
				allowed := libraries[pkg]
				if dir := path.Dir(pkg) + "/*"; allowed == nil {
					allowed = libraries[dir]
				}
				assert.Check(t, contains(allowed, imported), "%s imports %s", pkg, imported)
			}
		}
	}
}

// within returns the folder of a package of this module; "." is the module's own.
func within(importPath string) (folder string, ours bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// TestFunctionsLinkWhatTheyUse holds the binaries small: all of it is loaded at every start.
func TestFunctionsLinkWhatTheyUse(t *testing.T) {
	for _, main := range goList(t, "./functions/...") {
		name := strings.TrimPrefix(main, module+"/functions/")
		if name == "fairlead" || main == module+"/functions" {
			continue
		}
		for _, dep := range goList(t, "-deps", "./functions/"+name) {
			assert.Check(t, dep != module, "%s links the blueprint", name)
			if dep == "text/template/parse" {
				continue // the parser alone: small, and nothing in it calls a method by its name
			}
			for _, foreign := range []string{"cobra", "/pkg/command", "/pkg/folder", "kyaml", "krm-functions-sdk", "net/http", "k8s.io", "text/template", "html/template", "jsonschema", "semver", "go-containerregistry", "docker", "/pkg/registry", "actionlint", "kustomize/api", "x509roots", "mvdan.cc", "go-gitignore"} {
				assert.Check(t, !strings.Contains(dep, foreign), "%s links %s", name, dep)
			}
		}
	}
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	assert.NilError(t, err)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
