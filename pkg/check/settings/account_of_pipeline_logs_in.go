// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var accountOfPipelineLogsIn = &rule.Rule{
	ID:       "account-of-pipeline-logs-in",
	Severity: krm.Info,
	Title:    "The account of a pipeline should have no capability but apiKey",
	Doc: `With ` + "`login`" + ` an account can also log in with a password, which does not expire, cannot be told from a person's and
cannot be taken back token by token. A pipeline needs ` + "`apiKey`" + ` only.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		return each(it, argocd.ConfigMap, func(pair view.Pair) []rule.Problem {
			name, ok := strings.CutPrefix(pair.Key.Value, "accounts.")
			if !ok || strings.Contains(name, ".") || !isPipeline(name) || !isText(pair.Value) {
				return nil
			}
			for _, capability := range strings.Split(pair.Value.Value, ",") {
				if strings.TrimSpace(capability) == "login" {
					return []rule.Problem{problem(pair.Value, pair.Key.Value, "account %q looks like that of a pipeline and should have the capability apiKey only", name)}
				}
			}
			return nil
		})
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  accounts.github-actions: apiKey, login
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  accounts.github-actions: apiKey
`,
}

// isPipeline reports whether an account has the name of a program.
func isPipeline(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	for _, word := range [...]string{"ci", "cd", "cicd", "ci-cd", "bot", "github-actions", "gitlab", "gitlab-ci", "jenkins", "pipeline", "image-updater"} {
		if name == word || strings.HasPrefix(name, word+"-") || strings.HasSuffix(name, "-"+word) {
			return true
		}
	}
	return false
}
