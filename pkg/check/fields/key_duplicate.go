// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

var keyDuplicate = &rule.Rule{
	ID:       "key-duplicate",
	Severity: krm.Error,
	Title:    "A key must not stand twice in a mapping",
	Doc: `YAML forbids it, and every tool does something else: kustomize refuses the file, Argo CD and kubectl take the last one without a
word, and what stands under the first is lost. The usual cause is a block that was pasted a second time, such as two
` + "`syncOptions`" + ` in one syncPolicy.`,
	Upstream: []string{"https://yaml.org/spec/1.2.2/#3213-node-comparison"},
	Kinds:    []rule.Kind{{Group: rule.AnyGroup}},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.Group() == v1alpha1.Group {
			return nil // decoded strictly, with findings of its own
		}
		var d duplicates
		d.visit(it.Node(), 0)
		return d.problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    syncOptions: [CreateNamespace=true]
    syncOptions: [PruneLast=true]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    syncOptions: [CreateNamespace=true, PruneLast=true]
`,
}

// maxDepth is how deep duplicates are looked for.
const maxDepth = 64

// duplicates is a pass over a resource.
type duplicates struct {
	path     []step
	problems []rule.Problem
}

func (d *duplicates) visit(n *yaml.Node, depth int) {
	if n == nil || depth > maxDepth {
		return
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for i, e := range n.Content {
			if len(e.Content) > 0 {
				d.into(step{kind: schema.List, index: i}, e, depth)
			}
		}
	case yaml.MappingNode:
		d.key(n)
		for i := 0; i+1 < len(n.Content); i += 2 {
			if value := n.Content[i+1]; len(value.Content) > 0 {
				d.into(step{key: n.Content[i].Value, kind: schema.Object}, value, depth)
			}
		}
	}
}

// into visits what lies below. An alias is visited where its anchor is.
func (d *duplicates) into(to step, n *yaml.Node, depth int) {
	d.path = append(d.path, to)
	d.visit(n, depth+1)
	d.path = d.path[:len(d.path)-1]
}

func (d *duplicates) key(n *yaml.Node) {
	first, second := krm.Duplicate(n)
	if second == nil || second.Tag == "!!merge" || view.Templated(second.Value) || byTemplate(first, second) {
		return
	}
	w := walk{path: d.path}
	d.problems = append(d.problems, rule.Problem{
		Path: w.where(second.Value), At: second,
		Message: fmt.Sprintf("key %q stands twice in this mapping: what stands under the first one is lost, or the file is refused", second.Value),
	})
}

// byTemplate reports whether comments hold actions of a template, which leave one of the keys.
func byTemplate(keys ...*yaml.Node) bool {
	for _, n := range keys {
		if view.Templated(n.HeadComment + n.LineComment + n.FootComment) {
			return true
		}
	}
	return false
}
