// SPDX-License-Identifier: Apache-2.0

package application

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var hookUnknown = &rule.Rule{
	ID:       "hook-unknown",
	Severity: krm.Error,
	Title:    "A hook, and when it is deleted, must be one that the version of Argo CD knows",
	Doc: `The annotation ` + "`argocd.argoproj.io/hook`" + ` makes a resource a hook, whatever its value is. One with a value that Argo CD does not
know, such as ` + "`Presync` or `pre-install`" + `, belongs to no phase: it is applied in none, the sync succeeds without it, and nothing says
so. An unknown ` + "`hook-delete-policy`" + ` is ignored too, and then the hook is deleted before the next one is made. Values are
compared letter for letter; several have commas between them.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/", "https://github.com/argoproj/argo-cd/blob/master/gitops-engine/pkg/sync/hook/hook.go"},
	Kinds:    everything,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachAnnotation(it, func(key, value *yaml.Node, path string) {
			check := c.ArgoCD.CheckHook
			switch key.Value {
			case argocd.AnnotationHook:
			case argocd.AnnotationHookDeletePolicy:
				check = argocd.CheckHookDeletePolicy
			default:
				return
			}
			if !isText(value) || view.Templated(value.Value) {
				return
			}
			problems = append(problems, wrongWords(value, path, check)...)
		})
		return problems
	},
	Bad: `
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  namespace: app
  annotations:
    argocd.argoproj.io/hook: Presync
    argocd.argoproj.io/hook-delete-policy: HookSucceeded
`,
	Good: `
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  namespace: app
  annotations:
    argocd.argoproj.io/hook: PreSync, PostSync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation,HookSucceeded
`,
}

// wrongWords checks the words of a value that has commas between them. Where each wrong one has one that was meant, the
// value with these is proposed.
func wrongWords(value *yaml.Node, path string, check func(word string) (meant string, err error)) []rule.Problem {
	var problems []rule.Problem
	words, mended := strings.Split(value.Value, ","), true
	for i, word := range words {
		word = strings.TrimSpace(word)
		if word == "" {
			continue // Argo CD skips it too
		}
		meant, err := check(word)
		if err == nil {
			continue
		}
		mended = mended && meant != ""
		words[i] = strings.Replace(words[i], word, meant, 1)
		problems = append(problems, rule.Problem{Path: path, At: value, Message: err.Error(), Current: value.Value})
	}
	for i := range problems {
		if mended {
			problems[i].Proposed = strings.Join(words, ",")
		}
	}
	return problems
}
