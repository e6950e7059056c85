// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var goTemplateNotValid = &rule.Rule{
	ID:       "go-template-not-valid",
	Severity: krm.Error,
	Title:    "Every text in the template of an ApplicationSet with goTemplate: true must be a template of Go",
	Doc: `With ` + "`goTemplate: true`" + ` each text below ` + "`spec.template`" + `, and ` + "`spec.templatePatch`" + ` as a whole, is parsed as a template by itself. Where one cannot be
parsed, such as ` + "`{{.name}`" + ` or an ` + "`{{ if }}`" + ` without its ` + "`{{ end }}`" + `, the ApplicationSet makes no Application at all, and what it made before is no
longer kept up; only its condition ErrorOccurred says so. Which functions there are is not looked at.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/", "https://pkg.go.dev/text/template"},
	Kinds:    []rule.Kind{view.ApplicationSet},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if is, ok := goTemplate(it); !is || !ok {
			return nil
		}
		var problems []rule.Problem
		given, _ := parametersOf(it, true)
		look := func(n *yaml.Node, path string) {
			if reason, line := broken(n.Value); reason != "" && !callsAName(n.Value, given) {
				problems = append(problems, rule.Problem{Path: path, At: view.TextOf(it, n).At(line, 1),
					Message: fmt.Sprintf("is no template of Go, so the ApplicationSet makes nothing: %s", reason)})
			}
		}
		visit(it.Lookup("spec", "template"), "spec.template", 0, look)
		visit(it.Lookup("spec", "templatePatch"), "spec.templatePatch", 0, look)
		if len(problems) > 0 && helmTemplate(it) {
			return nil
		}
		return problems
	},
	Bad: exampleGenerated + `  goTemplate: true
  template:
    metadata: {name: 'app-{{.app}'}
` + exampleGeneratedSpec,
	Good: exampleGenerated + `  goTemplate: true
  template:
    metadata: {name: 'app-{{ .app | lower | someFunction }}'}
` + exampleGeneratedSpec,
}

// place of an error of the parser, which begins with the name of the template and a line.
var errorPlace = regexp.MustCompile(`^template: :(\d+):(?:\d+:)? *`)

// broken says why a text is no template of Go, and in which of its lines; "" where it is one. Functions are not looked for.
func broken(text string) (reason string, line int) {
	t := parse.New("")
	t.Mode = parse.SkipFuncCheck
	_, err := t.Parse(text, "", "", map[string]*parse.Tree{})
	if err == nil {
		return "", 0
	}
	line, reason = 1, err.Error()
	if place := errorPlace.FindStringSubmatch(reason); place != nil {
		reason = strings.TrimPrefix(reason, place[0])
		line, _ = strconv.Atoi(place[1])
	}
	return reason, line
}

// callsAName reports whether a placeholder in a text is a name without a dot before it, which has a rule of its own.
func callsAName(text string, given map[string]bool) bool {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "{{")
		inner, behind, closed := strings.Cut(after, "}}")
		if !found || !closed {
			return false
		}
		if isName(strings.TrimSpace(strings.Trim(inner, "-")), given) {
			return true
		}
		rest = behind
	}
}
