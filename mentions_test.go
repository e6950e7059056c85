// SPDX-License-Identifier: Apache-2.0

package fairlead_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/command"
)

// TestMentionsAgree holds every mention of the module, of the images and of the schemas to the one place of each.
func TestMentionsAgree(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	assert.NilError(t, err)
	assert.Check(t, strings.HasPrefix(string(mod), "module "+module+"\n"))

	image := regexp.MustCompile(`ghcr\.io/fairlead[-\w]*(/[-\w]+)?`)
	modules := regexp.MustCompile(`github\.com/fairlead[-\w]*/[-\w]+`)
	tag := regexp.MustCompile(`ghcr\.io/fairlead-krm/[-\w]+:([-\w.]+)`)
	schema := regexp.MustCompile(`\$schema=(\S+)`)
	for _, file := range tracked(t) {
		text, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "mentions_test.go") {
			continue
		}
		for _, m := range image.FindAllStringSubmatch(string(text), -1) {
			name := strings.TrimPrefix(m[1], "/")
			ok := strings.HasPrefix(m[0], command.Images) && (name == "" || name == "fairlead" || contains(command.FunctionNames(), name))
			assert.Check(t, ok, "%s mentions the image %s", file, m[0])
		}
		for _, m := range tag.FindAllStringSubmatch(string(text), -1) {
			test := strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/testdata/")
			ok := m[1] == command.ImageTag || file == "docs/verify.md" && m[1] == command.ImageTag+".0" || test
			assert.Check(t, ok, "%s mentions %s; packages name images by the tag %s", file, m[0], command.ImageTag)
		}
		for _, m := range modules.FindAllString(string(text), -1) {
			assert.Check(t, m == module, "%s mentions the module %s", file, m)
		}
		for _, m := range schema.FindAllStringSubmatch(string(text), -1) {
			if strings.HasSuffix(file, ".yaml") {
				assert.Check(t, knownSchema(m[1]), "%s names the schema %s", file, m[1])
			}
		}
	}
}

func knownSchema(url string) bool {
	for _, kind := range v1alpha1.Kinds() {
		if v1alpha1.SchemaURL(kind) == url {
			return true
		}
	}
	return false
}

// TestExamplesNameTheirSchema holds that editors complete every Project, Platform and configuration of the examples and
// of the blueprint.
func TestExamplesNameTheirSchema(t *testing.T) {
	found := 0
	for _, file := range tracked(t) {
		if !strings.HasPrefix(file, "examples/") && !strings.HasPrefix(file, "blueprint/") || !strings.HasSuffix(file, ".yaml") {
			continue
		}
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		var head struct{ APIVersion, Kind string }
		if err := yaml.Unmarshal(text, &struct {
			APIVersion *string `yaml:"apiVersion"`
			Kind       *string `yaml:"kind"`
		}{&head.APIVersion, &head.Kind}); err != nil || head.APIVersion != v1alpha1.APIVersion {
			continue
		}
		found++
		want := "# yaml-language-server: $schema=" + v1alpha1.SchemaURL(head.Kind) + "\n"
		assert.Check(t, strings.HasPrefix(string(text), want), "%s must begin with %s", file, want)
	}
	assert.Check(t, found >= 9)
}

func between(t *testing.T, text, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "<!-- "+name+":begin -->")
	assert.Assert(t, ok, name)
	part, _, ok := strings.Cut(rest, "<!-- "+name+":end -->")
	assert.Assert(t, ok, name)
	return part
}

// tracked returns the files of the repository.
func tracked(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files").Output()
	if err != nil {
		t.Skip("not a git checkout")
	}
	return strings.Fields(string(out))
}
