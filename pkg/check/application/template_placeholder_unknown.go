// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var templatePlaceholderUnknown = &rule.Rule{
	ID:       "template-placeholder-unknown",
	Severity: krm.Error,
	Title:    "A placeholder of an ApplicationSet must be one that a generator gives",
	Doc: `A placeholder that no generator gives is filled with nothing that is meant: Go's templates write ` + "`<no value>`" + `, or fail with
` + "`missingkey=error`" + `, and the others leave ` + "`{{name}}`" + ` in the text. The Application is refused for its name, or reads a path that does
not exist.

The rule looks where all that the generators give is known: lists, clusters, directories in Git, repositories and pull requests.
Files in Git and plugins may give anything. Placeholders within ` + "`if`, `with` and `range`" + `, and those with a default, are not judged.
Without goTemplate a text such as ` + "`{{pod}}`" + ` goes on as it is to whoever fills it in later: there the rule looks at names, the project,
the destination, and the repository, path and revision of sources, where nobody does.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/", "https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/"},
	Kinds:    []rule.Kind{view.ApplicationSet},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		goTemplate, ok := goTemplate(it)
		if !ok || !whole(c, it) {
			return nil
		}
		given, ok := parametersOf(it, goTemplate)
		if !ok {
			return nil
		}
		var problems []rule.Problem
		visit(it.Lookup("spec", "template"), "spec.template", 0, func(n *yaml.Node, path string) {
			if !goTemplate && !argocdReads(path) {
				return
			}
			for _, name := range namesIn(n.Value, goTemplate) {
				if given.gives(name) {
					continue
				}
				message := fmt.Sprintf("no generator gives %q", name)
				if near, ok := nearest.Name(name, given.names()); ok {
					message += fmt.Sprintf(": did you mean %q?", near)
				} else {
					message += ": they give " + someOf(given.names())
				}
				problems = append(problems, rule.Problem{Path: path, At: n, Current: n.Value, Message: message})
				return
			}
		})
		if len(problems) > 0 && helmTemplate(it) {
			return nil
		}
		return problems
	},
	Bad: exampleGenerated + `  goTemplate: true
  template:
    metadata: {name: '{{.application}}'}
` + exampleGeneratedSpec,
	Good: exampleGenerated + `  goTemplate: true
  template:
    metadata: {name: '{{.app}}'}
` + exampleGeneratedSpec,
}

// argocdReads reports whether Argo CD itself reads a field of a template: what is left in it means nothing to others.
func argocdReads(path string) bool {
	path = strings.TrimPrefix(path, "spec.template.")
	if path == "metadata.name" || path == "metadata.namespace" || path == "spec.project" || strings.HasPrefix(path, "spec.destination.") {
		return true
	}
	_, field, ok := strings.Cut(strings.TrimPrefix(path, "spec.source"), ".")
	return ok && strings.HasPrefix(path, "spec.source") && (field == "repoURL" || field == "path" || field == "targetRevision" || field == "chart")
}

// names returns the parameters as a person writes them.
func (p parameters) names() []string {
	var names []string
	for name := range p {
		if !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, "[") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// namesIn returns the parameters that the placeholders of a text certainly ask for.
func namesIn(text string, goTemplate bool) []string {
	var names []string
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "{{")
		inner, behind, closed := strings.Cut(after, "}}")
		if !found || !closed {
			return names
		}
		rest = behind
		inner = strings.TrimSpace(strings.Trim(inner, "-"))
		if !goTemplate {
			name, _, indexed := strings.Cut(inner, "[")
			if isPath(name) && (!indexed || strings.HasSuffix(inner, "]")) {
				names = append(names, name)
			}
			continue
		}
		for _, word := range [...]string{"if ", "with ", "range ", "block ", "define ", "template "} {
			if strings.HasPrefix(inner, word) {
				return nil // what stands between such a one and its end is asked for now and then
			}
		}
		name, pipeline, _ := strings.Cut(inner, "|")
		if name = strings.TrimSpace(name); strings.HasPrefix(name, ".") && isPath(name[1:]) && !forgiving(pipeline) {
			names = append(names, name[1:])
		}
	}
}

// isPath reports whether a text is names with dots between them.
func isPath(text string) bool {
	for part := range strings.SplitSeq(text, ".") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/") != "" {
			return false
		}
	}
	return text != ""
}

// forgiving reports whether a pipeline makes something of a value that is not there.
func forgiving(pipeline string) bool {
	for _, function := range [...]string{"default", "coalesce", "empty", "ternary", "required", "kind", "to", "dict", "merge", "get", "dig"} {
		if strings.Contains(pipeline, function) {
			return true
		}
	}
	return false
}
