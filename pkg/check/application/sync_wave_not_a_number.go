// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var syncWaveNotANumber = &rule.Rule{
	ID:       "sync-wave-not-a-number",
	Severity: krm.Error,
	Title:    "A sync wave must be a whole number",
	Doc: `Argo CD reads ` + "`argocd.argoproj.io/sync-wave`" + ` as a whole number, such as "-1" or "2". What is none counts as wave 0, and nothing says
so: the resource is applied together with those that it should wait for.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/"},
	Kinds:    everything,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachAnnotation(it, func(key, value *yaml.Node, path string) {
			if key.Value != argocd.AnnotationSyncWave || !isText(value) || view.Templated(value.Value) {
				return
			}
			if _, err := strconv.Atoi(value.Value); err != nil {
				problems = append(problems, rule.Problem{Path: path, At: value, Current: value.Value,
					Message: fmt.Sprintf("sync wave %q counts as 0: it must be a whole number such as \"1\" or \"-1\"", value.Value)})
			}
		})
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-wave: first
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: app
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
`,
}
