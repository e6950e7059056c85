// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

const (
	goodPolicy   = "p, role:reader, applications, get, */*, allow\ng, family, role:reader\n"
	brokenPolicy = goodPolicy + "p, role:reader, applications, get, */*\n"
)

var findingsPolicy = suite.Case{
	Name:  "findings-policy",
	Shows: "a broken line of policy, which takes the whole API of Argo CD down, is stopped before it reaches a server: in CI, and in Argo CD",
	Fault: suite.Fault{
		Plants: "the package is not validated",
		Fails:  "the broken line reached the server",
	},
	Run: func(t *suite.T) {
		live := func() string {
			return t.Live("ConfigMap", rig.ArgoNamespace, "argocd-rbac-cm").Map("data")["policy.csv"]
		}
		// Whatever happens, the next case finds an API that answers.
		t.Cleanup(func(ctx context.Context) {
			_, _ = t.Kube.Patch(ctx, "ConfigMap", rig.ArgoNamespace, "argocd-rbac-cm", map[string]any{"data": map[string]any{"policy.csv": nil}})
			for end := time.Now().Add(20 * time.Second); time.Now().Before(end) && apiStatus(ctx, t) != http.StatusOK; {
				time.Sleep(200 * time.Millisecond)
			}
		})
		installWrapper(t)
		p := newInside(t, "wrapper")
		policy := func(text string) {
			p.Write(map[string]string{"argocd-rbac-cm.yaml": jsonText(t, kube.Object{
				"apiVersion": "v1", "kind": "ConfigMap", "data": map[string]any{"policy.csv": text},
				"metadata": map[string]any{"name": "argocd-rbac-cm", "namespace": rig.ArgoNamespace, "labels": map[string]any{"app.kubernetes.io/part-of": "argocd"}},
			})})
		}
		policy(goodPolicy)
		p.Replace("kustomization.yaml", "  - deployment.yaml\n", "  - deployment.yaml\n  - argocd-rbac-cm.yaml\n")
		if t.Fault() {
			p.unvalidated()
		}
		p.commit = p.Push()
		p.synced()
		t.Check(live() == goodPolicy, "the policy in the package did not reach the server: %q", live())

		before := managed(t)
		policy(brokenPolicy)
		p.commit = p.Push()
		if t.Fault() {
			p.root.WaitCompared(p.commit)
			t.Assert(live() != brokenPolicy, "the broken line reached the server")
		}
		p.fails("with a broken line", before, "argocd-rbac-cm", "data[policy.csv]", "[policy-line-malformed]")
		for _, command := range []string{"validate", "render"} {
			_, err := t.Program("fairlead", "", command, p.Path("."))
			t.Check(err != nil && contains(err.Error(), "argocd-rbac-cm.yaml:", "[policy-line-malformed]"), "fairlead %s does not refuse the broken line: %v", command, err)
		}
		t.Check(live() == goodPolicy, "the broken line reached the server")
		t.Check(apiStatus(t.Context(), t) == http.StatusOK, "the API does not answer")

		// What would have been: by hand, past Fairlead.
		t.Setting("argocd-rbac-cm", map[string]string{"policy.csv": brokenPolicy})
		t.Eventually(20*time.Second, "the API is down with the broken line", func() error {
			answer, err := t.Argo.Get(t.Context(), "/api/v1/applications")
			t.Must(err)
			if answer.Status != http.StatusInternalServerError || !strings.Contains(answer.Message(), "invalid RBAC policy") {
				return fmt.Errorf("it answers the administrator %d %s", answer.Status, answer.Message())
			}
			return nil
		})
		t.Setting("argocd-rbac-cm", map[string]string{"policy.csv": goodPolicy})
		t.Eventually(20*time.Second, "the API is back without it", func() error {
			if status := apiStatus(t.Context(), t); status != http.StatusOK {
				return fmt.Errorf("it answers %d", status)
			}
			return nil
		})
		t.Show("refused by validate, by render and in the condition, with file or field; the policy on the server untouched; the same line by hand: 500 for the administrator too, 200 again without it")
	},
}

// apiStatus is what the administrator is answered; 0 where nobody answers.
func apiStatus(ctx context.Context, t *suite.T) int {
	answer, err := t.Argo.Get(ctx, "/api/v1/applications")
	if err != nil {
		return 0
	}
	return answer.Status
}
