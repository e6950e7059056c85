// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// The grammar of github.com/Masterminds/semver/v3, with which the updater reads a constraint.
const (
	constraintVersion  = `v?[0-9xX*]+(?:\.[0-9xX*]+)?(?:\.[0-9xX*]+)?(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`
	constraintOperator = `(?:=|!=|>|<|>=|=>|<=|=<|~|~>|\^)?`
)

var (
	constraintGrammar = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*` + constraintOperator + `\s*` + constraintVersion + `\s*(?:(?:\s|,)\s*` + constraintOperator + `\s*` + constraintVersion + `\s*)*$`)
	})
	constraintRange = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*` + constraintVersion + `\s+-\s+` + constraintVersion + `\s*$`)
	})
	constraintExact = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*=?\s*v?[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?\s*$`)
	})
)

// CheckConstraint checks Image.Constraint as the strategy semver reads it: a range of versions such as ^1.2, ~1.2, 1.x or
// >=1.0, several with spaces between them, alternatives with ||. Of anything else the updater makes an error in its log
// every time, and no update.
func CheckConstraint(value string) error {
	for part := range strings.SplitSeq(value, "||") {
		if !constraintGrammar().MatchString(part) && !constraintRange().MatchString(part) {
			return fmt.Errorf("constraint %q must be a range of versions such as \"^1.2\", \"~1.2\" or \"1.x\": the updater cannot read it and follows nothing", value)
		}
	}
	return nil
}

// ConstraintIsExact reports whether a constraint is one version in full, which no other version satisfies.
func ConstraintIsExact(value string) bool { return constraintExact().MatchString(value) }
