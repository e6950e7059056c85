// SPDX-License-Identifier: Apache-2.0

package application

import (
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// goTemplate reports whether an ApplicationSet is rendered by Go's templates. ok is false where that is not known.
func goTemplate(it *krm.Item) (is, ok bool) {
	n := it.Lookup("spec", "goTemplate")
	if n == nil {
		return false, !view.Misspelt(it.Lookup("spec"), "goTemplate", "goTemplateOptions", "template")
	}
	return isTrue(n), n.ShortTag() == "!!bool" || n.ShortTag() == "!!null"
}

// placeholders returns the problems of the placeholders in the template of an ApplicationSet: wrong judges what stands
// between the braces. In each value only the first wrong one counts.
func placeholders(it *krm.Item, wrong func(inner string) (rule.Problem, bool)) []rule.Problem {
	var problems []rule.Problem
	visit(it.Lookup("spec", "template"), "spec.template", 0, func(n *yaml.Node, path string) {
		rest := n.Value
		for {
			_, after, found := strings.Cut(rest, "{{")
			inner, behind, closed := strings.Cut(after, "}}")
			if !found || !closed {
				return
			}
			if p, is := wrong(strings.TrimSpace(strings.Trim(inner, "-"))); is {
				p.Path, p.At, p.Current = path, n, n.Value
				problems = append(problems, p)
				return
			}
			rest = behind
		}
	})
	if len(problems) > 0 && helmTemplate(it) {
		return nil
	}
	return problems
}

// maxDepth is how deep a template is looked into.
const maxDepth = 32

// visit calls do for every text below a node that holds a placeholder.
func visit(n *yaml.Node, where string, depth int, do func(n *yaml.Node, path string)) {
	n = krm.Resolve(n)
	if n == nil || depth > maxDepth {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if strings.Contains(n.Value, "{{") {
			do(n, where)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			visit(n.Content[i+1], where+"."+n.Content[i].Value, depth+1, do)
		}
	case yaml.SequenceNode:
		for i, e := range n.Content {
			visit(e, where+"["+strconv.Itoa(i)+"]", depth+1, do)
		}
	}
}

// helmTemplate reports whether a resource is a template of Helm, which fills in placeholders of its own before Argo CD sees
// any: by what it names, or by where it lies.
func helmTemplate(it *krm.Item) bool {
	for _, dir := range strings.Split(path.Dir(it.Path), "/") {
		if dir == "templates" {
			return true
		}
	}
	found := false
	visit(it.Node(), "", 0, func(n *yaml.Node, _ string) {
		for _, mark := range []string{".Values", ".Release.", ".Chart.", ".Files.", "include ", "tpl ", "{{`", `{{"`, `{{ "`, "{{ `"} {
			found = found || strings.Contains(n.Value, mark)
		}
	})
	return found
}
