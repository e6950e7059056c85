// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var metadataKeyNotValid = &rule.Rule{
	ID:       "metadata-key-not-valid",
	Severity: krm.Error,
	Title:    "The key of an annotation or label must be one that Kubernetes takes",
	Doc: `A key is a name of at most 63 letters, digits, ` + "`-`, `_` and `.`" + `, with a domain and one slash before it or without. The API server
refuses the whole object for one key that is not. With Image Updater the usual cause is an alias with a slash in it, which makes two
slashes, or one that is so long that alias and setting together are longer than 63 characters. In an ApplicationSet it is the
Application made of the template that is refused.`,
	Upstream: []string{"https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		problems := keyProblems(it, "metadata")
		if it.Kind == argocd.KindApplicationSet {
			problems = append(problems, keyProblems(it, "spec", "template", "metadata")...)
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: app
  namespace: argocd
  annotations: {example.org/team/owner: platform}
spec:
  sourceRepos: ['https://github.com/owner/app']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: app
  namespace: argocd
  annotations: {example.org/team.owner: platform}
spec:
  sourceRepos: ['https://github.com/owner/app']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]
`,
}

func keyProblems(it *krm.Item, path ...string) []rule.Problem {
	var problems []rule.Problem
	for _, field := range [...]string{"annotations", "labels"} {
		n := it.Lookup(append(path[:len(path):len(path)], field)...)
		if n == nil || n.Kind != yaml.MappingNode {
			continue
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
				continue
			}
			if reason := keyProblem(key.Value); reason != "" && !placeholder(key.Value) {
				problems = append(problems, rule.Problem{
					Path: strings.Join(path, ".") + "." + field + "[" + key.Value + "]", At: key,
					Message: fmt.Sprintf("key %q %s: the API server refuses the object", key.Value, reason),
				})
			}
		}
	}
	return problems
}

// maxName is what Kubernetes allows behind the slash.
const maxName = 63

func keyProblem(key string) string {
	name := key
	if prefix, rest, ok := strings.Cut(key, "/"); ok {
		name = rest
		if prefix == "" || !domain(strings.ToLower(prefix)) {
			return "must have a domain such as \"example.org\" before its slash"
		}
	}
	switch {
	case strings.Contains(name, "/"):
		return "must not have more than one slash"
	case len(name) > maxName:
		return fmt.Sprintf("must not have more than %d characters behind its slash, and has %d", maxName, len(name))
	case name == "" || !alnum(name[0]) || !alnum(name[len(name)-1]):
		return "must begin and end with a letter or a digit behind its slash"
	}
	for i := range len(name) {
		if c := name[i]; !alnum(c) && c != '-' && c != '_' && c != '.' {
			return fmt.Sprintf("must be letters, digits, '-', '_' and '.' behind its slash, and has %q", c)
		}
	}
	return ""
}

func domain(s string) bool {
	for i := range len(s) {
		if c := s[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '-') {
			return false
		}
	}
	return true
}

func alnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
