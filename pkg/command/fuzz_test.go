// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/report"
)

// FuzzValidate holds that no input stops validate, in any format.
func FuzzValidate(f *testing.F) {
	f.Add([]byte(applicationFile("a", wrongOption)))
	f.Add([]byte(projectFile("a")))
	f.Add([]byte("--- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret, data: &a {b: *a}}]}\n...\n--- # x\na: |\n  p, a, b\n"))
	f.Add([]byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm, namespace: argocd}\ndata:\n  policy.csv: |\n    p, a, applications, snyc, */*, allow\n    g, a\n"))
	f.Add([]byte("apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n  annotations: text\nspec: []\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, format := range report.Formats() {
			var out, errs bytes.Buffer
			s := streams{in: bytes.NewReader(in), out: &out, err: &errs, docs: func(string, string) []byte { return nil }}
			if status := s.run([]string{"validate", "--format", format, "-"}); status != 0 && status != 1 && errs.Len() == 0 {
				t.Fatalf("status %d", status)
			}
			if bytes.Contains(out.Bytes(), []byte("internal-error")) {
				t.Fatalf("a rule stopped:\n%s", out.String())
			}
		}
	})
}
