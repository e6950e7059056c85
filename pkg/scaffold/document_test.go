// SPDX-License-Identifier: Apache-2.0

package scaffold_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

// TestDocument holds that the page names every file that is written, and every variable and secret that a workflow reads.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/scaffold.md")
	assert.NilError(t, err)
	page := string(text)
	read := regexp.MustCompile(`(?:vars|secrets)\.([A-Z_0-9]+)`)
	host := regexp.MustCompile(`^REGISTRY_.*_(USERNAME|TOKEN)$`)
	found := 0
	for _, c := range projects {
		for _, m := range read.FindAllStringSubmatch(written(t, subject(t, platform, project(c.spec...)))[scaffold.WorkflowPath], -1) {
			name := host.ReplaceAllString(m[1], "REGISTRY_HOST_$1")
			if name == "GITHUB_TOKEN" {
				continue
			}
			found++
			assert.Check(t, strings.Contains(page, "`"+name+"`"), "docs/scaffold.md does not name %s", name)
		}
	}
	assert.Check(t, found > len(projects))
	wait := regexp.MustCompile(`ARGOCD_WAIT_SECONDS \|\| '(\d+)'`).FindStringSubmatch(written(t, subject(t, platform, project(image)))[scaffold.WorkflowPath])
	assert.Check(t, strings.Contains(page, wait[1]+" by default"), wait[1])
	for path := range written(t, subject(t, platform, project(image, secrets))) {
		for _, r := range [][2]string{{"shop", "NAME"}, {"login", "NAME"}, {"pull", "NAME"}, {"deploy", "PATH"}} {
			path = strings.ReplaceAll(path, r[0], r[1])
		}
		assert.Check(t, strings.Contains(page, "`"+path+"`"), "docs/scaffold.md does not name %s", path)
	}
}
