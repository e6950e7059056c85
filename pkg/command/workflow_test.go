// SPDX-License-Identifier: Apache-2.0

package command

import (
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// notifying is a workflow that speaks to Argo CD, with a token that must not be shown.
const notifying = `on: {push: {branches: [main]}}
jobs:
  deliver:
    runs-on: ubuntu-latest
    steps:
      - run: |
          true
          curl -k -sS -H 'Authorization: Bearer TOKEN' https://argocd.example.org/api/v1/applications/shop/sync -d '{}' || true
      - run: sh deploy/told.sh
`

// TestValidateLooksAtWorkflows holds that what is wrong in a workflow, and in a script that it runs, is found at its line in
// every format, from wherever one looks, once, and that no format shows a credential.
func TestValidateLooksAtWorkflows(t *testing.T) {
	token := "ey" + "JhbGciOiJIUzI1NiJ9.e30.Zm9vYmFy"
	dir := write(t, map[string]string{
		"shop/.github/workflows/ci.yml": strings.Replace(notifying, "TOKEN", token, 1), "shop/deploy/told.sh": "set -e\nargocd app wait shop || true\n",
		"shop/a/Kptfile": kptfileText, "shop/b/Kptfile": kptfileText, "shop/.git/config": "",
	})
	t.Chdir(dir)
	for _, target := range []string{"shop", "shop/.github/workflows/ci.yml", "shop/.github"} {
		for _, format := range []string{"text", "github", "sarif", "junit", "json"} {
			_, out, errors := call(t, "", "validate", "--format", format, target)
			out += errors
			assert.Assert(t, !strings.Contains(out, token) && !strings.Contains(out, "Zm9v"), "%s shows the token", format)
			if target == "shop/.github" {
				continue // the repository begins above
			}
			for _, rule := range []string{"notify-token-on-command-line", "notify-not-json", "notify-without-tls-check"} {
				assert.Assert(t, strings.Contains(out, rule), "%s %s: %s", target, format, out)
			}
			assert.Assert(t, strings.Contains(out, filepath.ToSlash("shop/.github/workflows/ci.yml")), out)
			if format == "text" {
				assert.Equal(t, strings.Count(out, "error[notify-not-json] shop/.github/workflows/ci.yml:8:11"), 1, out)
				assert.Equal(t, strings.Count(out, "warning[notify-without-time-limit] shop/deploy/told.sh:2:1") > 0, target == "shop", out)
			}
		}
	}
}
