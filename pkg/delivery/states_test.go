// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// said finds the ids that this package gives to findings.
var said = regexp.MustCompile(`(?:\bsay\(|ID: )"([a-z-]+)"`)

// TestMeanings holds that each finding is explained, and that nothing else is.
func TestMeanings(t *testing.T) {
	files, err := filepath.Glob("*.go")
	assert.NilError(t, err)
	ids := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		for _, m := range said.FindAllSubmatch(text, -1) {
			ids[string(m[1])] = true
		}
	}
	var explained []string
	for _, m := range Meanings() {
		explained = append(explained, m.ID)
	}
	assert.DeepEqual(t, explained, slices.Sorted(maps.Keys(ids)))
}
