// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// generated are names that generators give and that are no functions of Go's templates or of sprig.
var generated = map[string]bool{
	"name": true, "nameNormalized": true, "server": true, "cluster": true, "url": true, "path": true, "branch": true,
	"organization": true, "repository": true, "sha": true, "number": true, "branch_slug": true, "head_sha": true, "head_short_sha": true,
}

var templatePlaceholderNotGo = &rule.Rule{
	ID:       "template-placeholder-not-go",
	Severity: krm.Error,
	Title:    "A placeholder of an ApplicationSet with goTemplate: true must begin with a dot",
	Doc: `With ` + "`goTemplate: true`" + ` every text is a template of Go, in which ` + "`{{path.basename}}`" + ` calls a function of that name: "function "path" not
defined". The ApplicationSet then makes no Application at all, and what it made before is no longer kept up. Write
` + "`{{.path.basename}}`" + `; the directory itself is ` + "`{{.path.path}}`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/#migration-guide"},
	Kinds:    []rule.Kind{view.ApplicationSet},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if is, ok := goTemplate(it); !is || !ok {
			return nil
		}
		given, _ := parametersOf(it, true)
		return placeholders(it, func(inner string) (rule.Problem, bool) {
			if !isName(inner, given) {
				return rule.Problem{}, false
			}
			meant := "{{." + inner + "}}"
			if inner == "path" {
				meant = "{{.path.path}}"
			}
			return rule.Problem{Message: fmt.Sprintf("the placeholder \"{{%s}}\" is no Go template, so the ApplicationSet makes nothing: write %q", inner, meant)}, true
		})
	},
	Bad: exampleGenerated + `  goTemplate: true
  template:
    metadata: {name: 'app-{{app}}'}
` + exampleGeneratedSpec,
	Good: exampleGenerated + `  template:
    metadata: {name: 'app-{{app}}'}
` + exampleGeneratedSpec,
}

// isName reports whether a placeholder is the name of a parameter without a dot before it.
func isName(inner string, given map[string]bool) bool {
	first, rest, dotted := strings.Cut(inner, ".")
	return !strings.ContainsAny(inner, " \t\n\"'`()|$:=") && isWord(first) && (dotted || generated[first] || given[first]) && (!dotted || rest != "")
}

// isWord reports whether a text is a name that begins with a small letter.
func isWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		small := 'a' <= c && c <= 'z'
		if !small && (i == 0 || !('A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-')) {
			return false
		}
	}
	return s != ""
}
