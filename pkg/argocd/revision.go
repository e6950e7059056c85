// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// CheckPath checks spec.source.path: relative to the root of the repository, with slashes, never leaving it. "." is the root.
func CheckPath(value string) error {
	switch {
	case value == "":
		return errors.New("path is empty: it must be a directory of the repository, \".\" for its root")
	case strings.HasPrefix(value, "/"):
		return fmt.Errorf("path %q must be relative to the root of the repository: write %q", value, path.Clean("./"+value))
	case strings.Contains(value, `\`):
		return fmt.Errorf("path %q must have slashes: write %q", value, strings.ReplaceAll(value, `\`, "/"))
	case hasControl(value):
		return fmt.Errorf("path %q must not hold control characters", value)
	}
	for element := range strings.SplitSeq(value, "/") {
		if element == ".." {
			return fmt.Errorf("path %q must not hold \"..\": it must stay within the repository", value)
		}
	}
	return nil
}

// CheckRevision checks spec.source.targetRevision: a branch, a tag, a commit, HEAD, or a range of versions for tags such as
// 1.2.* or ^1.0. It is not checked whether the repository has it.
func CheckRevision(value string) error {
	if value == "" {
		return errors.New("revision is empty: it must be a branch, a tag or a commit, such as \"main\"")
	}
	if strings.ContainsAny(value, " \t\r\n") {
		return fmt.Errorf("revision %q must not hold spaces", value)
	}
	if isRange(value) {
		return nil
	}
	refuse := func(reason string) error {
		return fmt.Errorf("revision %q must be a branch, a tag or a commit as Git names it: %s", value, reason)
	}
	switch {
	case hasControl(value):
		return refuse("it must not hold control characters")
	case strings.ContainsAny(value, `~^:?*[\`):
		return refuse(`it must not hold any of ~ ^ : ? * [ \`)
	case strings.Contains(value, ".."):
		return refuse(`it must not hold ".."`)
	case strings.Contains(value, "@{"), value == "@":
		return refuse(`it must not hold "@{" or be "@"`)
	case strings.HasPrefix(value, "-"):
		return refuse("it must not begin with '-'")
	case strings.HasSuffix(value, "."):
		return refuse("it must not end with '.'")
	}
	for component := range strings.SplitSeq(value, "/") {
		if component == "" || strings.HasPrefix(component, ".") || strings.HasSuffix(component, ".lock") {
			return refuse("no part between slashes may be empty, begin with '.' or end with \".lock\"")
		}
	}
	return nil
}

// isRange tells a range of versions, which Argo CD resolves to the highest tag in it, from a name with a stray character.
func isRange(value string) bool {
	return strings.Trim(value, "0123456789.xX*^~<>=!|,v-") == "" &&
		strings.ContainsAny(value, "*^~<>=") && strings.ContainsAny(value, "0123456789*") && !strings.Contains(value, "..")
}

func hasControl(value string) bool {
	return strings.ContainsFunc(value, func(r rune) bool { return r < 0x20 || r == 0x7f })
}
