// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretTypeUnknown = &rule.Rule{
	ID:       "secret-type-unknown",
	Severity: krm.Error,
	Title:    "The label argocd.argoproj.io/secret-type must have a value that Argo CD reads",
	Doc: `Argo CD finds the Secrets of repositories, credentials and clusters by this label. One with another value it never sees, and says nothing: the
repository is "not found" or asked without credentials, the cluster is not there. The values are cluster, repository, repo-creds,
repository-write, repo-write-creds and scm-creds. A value that is near to none of them is a warning.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories", "https://github.com/argoproj/argo-cd/blob/master/common/common.go"},
	Kinds:    []rule.Kind{view.Secret},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		n := it.Lookup("metadata", "labels", argocd.LabelSecretType)
		value := krm.Text(n)
		if value == "" || view.Templated(value) || slices.Contains(argocd.SecretTypes, value) {
			return nil
		}
		p := rule.Problem{Path: "metadata.labels[" + argocd.LabelSecretType + "]", At: n, Current: value, Severity: krm.Warning,
			Message: fmt.Sprintf("secret-type %q is none that Argo CD reads, so it does not see this Secret: it must be one of %s", value, strings.Join(argocd.SecretTypes, ", "))}
		if near, ok := nearest.Name(value, argocd.SecretTypes); ok {
			p.Severity, p.Proposed = krm.Error, near
			p.Message = fmt.Sprintf("secret-type %q is none that Argo CD reads, so it does not see this Secret: write %q", value, near)
		}
		return []rule.Problem{p}
	},
	Bad: `
apiVersion: v1
kind: Secret
metadata:
  name: github
  namespace: argocd
  labels: {argocd.argoproj.io/secret-type: repo-cred}
stringData:
  url: https://github.com/owner
  password: <token>
`,
	Good: `
apiVersion: v1
kind: Secret
metadata:
  name: github
  namespace: argocd
  labels: {argocd.argoproj.io/secret-type: repo-creds}
stringData:
  url: https://github.com/owner
  password: <token>
`,
}
