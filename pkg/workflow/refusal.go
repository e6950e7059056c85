// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/ci"
)

var (
	unknownKey = regexp.MustCompile(`^(?:unexpected key|expected "[^"]*" key for)`)
	// refusal are the other errors of the parser that GitHub surely has too. Left out are those on what is empty or not used, and
	// those that show a value.
	refusal = regexp.MustCompile(`^(?:could not parse as YAML|expected scalar node for string value|"(?:runs-on|steps|on|jobs)" section is missing|.* is \w+ node but mapping node is expected|step must run script|"\w+" section must be sequence node)`)
)

// refusals returns why GitHub would refuse the file, by what the parser says.
func refusals(problems []*actionlint.Error) []ci.Refusal {
	var found []ci.Refusal
	for _, p := range problems {
		key := unknownKey.MatchString(p.Message)
		if key || refusal.MatchString(p.Message) {
			found = append(found, ci.Refusal{Place: ci.Place{Line: max(p.Line, 1), Column: max(p.Column, 1)}, Why: p.Message, Key: key})
		}
	}
	return found
}
