// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// TestFaultsPlantedAmongCleanFiles puts the fault of each rule among the files of the examples, one by one and together:
// it must be found on the line on which it is found alone, and nothing in a clean file may be. The planted file may say
// more than alone, as that its AppProject is not among those of the package.
func TestFaultsPlantedAmongCleanFiles(t *testing.T) {
	first := packageOf(t, filepath.Join("..", "..", "examples", "home-manager", "argocd"))
	second := packageOf(t, filepath.Join("..", "..", "examples", "k3s-monitoring", "argocd"))
	for _, clean := range [][]krm.Document{first, second, append(append([]krm.Document(nil), first...), second...)} {
		assert.Equal(t, len(findings(t, clean, rule.Target{}, "")), 0)
		for _, r := range check.Rules() {
			planted := documents("planted.yaml", r.Bad)
			want := findings(t, planted, r.Target, r.ID)
			got := findings(t, append(append([]krm.Document(nil), clean...), planted...), r.Target, r.ID)
			for _, line := range want {
				assert.Check(t, slices.Contains(got, line), "%s is not found among the others: %v", line, got)
			}
			for _, line := range got {
				// The examples are rendered for the default versions.
				assert.Check(t, strings.HasPrefix(line, "planted.yaml:") || r.Target != (rule.Target{}), "%s of %s is found in a clean file", line, r.ID)
			}
			assert.Check(t, len(want) > 0, r.ID)
		}
	}
}

// findings runs all rules and returns what they find, as sorted lines: advice only where it is that of one rule.
func findings(t *testing.T, docs []krm.Document, target rule.Target, own string) []string {
	t.Helper()
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	c := rule.NewContext(list)
	c.ArgoCD, _, err = argocd.Resolve(target.ArgoCD)
	assert.NilError(t, err)
	c.ImageUpdater, _, err = imageupdater.Resolve(target.ImageUpdater)
	assert.NilError(t, err)
	c.Now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	lines := []string{}
	for _, r := range rule.Run(c, check.Rules(), rule.Settings{}) {
		if r.Severity == krm.Info && r.Rule != own {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s:%d:%d [%s]", r.File.Path, r.Line, r.Column, r.Rule))
	}
	sort.Strings(lines)
	return lines
}

// packageOf reads the resources of a folder.
func packageOf(t *testing.T, dir string) []krm.Document {
	t.Helper()
	var docs []krm.Document
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		docs = append(docs, documents(strings.TrimPrefix(path, dir+"/"), string(text))...)
		return err
	})
	assert.NilError(t, err)
	return docs
}
