// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// typeSettings are the settings of a source that make it one of a type. A block in which none of them is set counts as
// absent; nil means that every setting counts.
var typeSettings = []struct {
	block    string
	settings []string
}{
	{"helm", nil}, {"kustomize", nil}, {"directory", []string{"recurse", "jsonnet", "include", "exclude"}}, {"plugin", nil},
}

var sourceTypesMixed = &rule.Rule{
	ID:       "source-types-mixed",
	Severity: krm.Error,
	Title:    "A source must be of one type: helm, kustomize, directory or plugin",
	Doc: `A source with settings of two types cannot be rendered: the Application has a ComparisonError, "multiple application sources
defined", and nothing is synced. Keep the block of the tool that renders the path. Charts inside a kustomization are the kustomization's
business.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/tool_detection/"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, source := range view.SpecOf(it).Sources() {
			var blocks []string
			var last *yaml.Node
			for _, t := range typeSettings {
				if n := krm.Lookup(source.Node, t.block); isSet(n, t.settings) {
					blocks, last = append(blocks, t.block), n
				}
			}
			if len(blocks) > 1 {
				problems = append(problems, rule.Problem{Path: source.Path + "." + blocks[len(blocks)-1], At: last,
					Message: fmt.Sprintf("a source must be of one type, this one has %s: keep the one that renders the path", strings.Join(blocks, " and "))})
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source:
    repoURL: https://github.com/owner/app
    path: deploy
    targetRevision: main
    helm: {releaseName: app}
    directory: {recurse: true}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source:
    repoURL: https://github.com/owner/app
    path: deploy
    targetRevision: main
    helm: {releaseName: app}
    directory: {}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}

// isSet reports whether a block has a setting that is not its zero value.
func isSet(block *yaml.Node, settings []string) bool {
	for _, p := range view.Pairs(block) {
		if p.Value == nil || settings != nil && !named(settings, p.Key.Value) {
			continue
		}
		switch p.Value.Kind {
		case yaml.ScalarNode:
			if p.Value.ShortTag() != "!!null" && p.Value.Value != "" && p.Value.Value != "false" && !view.Templated(p.Value.Value) {
				return true
			}
		default:
			if len(p.Value.Content) > 0 {
				return true
			}
		}
	}
	return false
}

func named(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
