// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// DependabotPath is where Dependabot reads its settings.
const DependabotPath = ".github/dependabot.yml"

// dependabotEntry lets Dependabot move the commits of the actions.
const dependabotEntry = `  - package-ecosystem: github-actions
    directory: /
    schedule:
      interval: weekly
`

// dependabotFile is the settings of Dependabot where nobody wrote some. Those of a person are left: only they know which
// updates they want, and when.
func dependabotFile(tree func(string) (folder.Whole, error), notes *Notes) ([]File, error) {
	for _, name := range []string{DependabotPath, strings.TrimSuffix(DependabotPath, ".yml") + ".yaml"} {
		there, err := tree(name)
		if err != nil {
			return nil, err
		}
		if has, _ := sealed(there.Text); there.Text == nil || has && name == DependabotPath {
			continue
		}
		if !slices.Contains(ecosystems(there.Text), "github-actions") {
			notes.add("%s is yours and is not touched: without an entry for github-actions nobody updates the actions of the workflow; add to its updates:\n%s", name, strings.TrimSuffix(dependabotEntry, "\n"))
		}
		return nil, nil
	}
	return []File{{Whole: folder.Whole{Path: DependabotPath, Text: []byte("version: 2\nupdates:\n" + dependabotEntry)}}}, nil
}

// ecosystems are those that settings of Dependabot name.
func ecosystems(text []byte) []string {
	var settings struct {
		Updates []struct {
			Ecosystem string `yaml:"package-ecosystem"`
		} `yaml:"updates"`
	}
	if yaml.Unmarshal(text, &settings) != nil {
		return nil
	}
	var all []string
	for _, u := range settings.Updates {
		all = append(all, u.Ecosystem)
	}
	return all
}
