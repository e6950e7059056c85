// SPDX-License-Identifier: Apache-2.0

package argocd

import "strings"

// FixedRevision says what a targetRevision of a Git repository is that no commit can move: "a commit", "a tag" or "a range of
// tags", and "" for a branch. sure is false where a branch may have that name too.
func FixedRevision(value string) (what string, sure bool) {
	switch {
	case strings.HasPrefix(value, "refs/tags/"):
		return "a tag", true
	case isRange(value):
		return "a range of tags", true
	case isHex(value) && (len(value) == 40 || len(value) == 64):
		return "a commit", true
	case isHex(value) && len(value) >= 7 && len(value) < 40 && strings.ContainsAny(value, "0123456789") && strings.ContainsAny(value, "abcdef"):
		return "a commit", false
	case isFullVersion(value):
		return "a tag", false
	}
	return "", false
}

func isHex(value string) bool { return value != "" && strings.Trim(value, "0123456789abcdef") == "" }

// isFullVersion reports whether a value is a version with three numbers. Branches have two: release-1.2.
func isFullVersion(value string) bool {
	value, _, _ = strings.Cut(strings.TrimPrefix(value, "v"), "-")
	value, _, _ = strings.Cut(value, "+")
	numbers := strings.Split(value, ".")
	if len(numbers) != 3 {
		return false
	}
	for _, n := range numbers {
		if n == "" || strings.Trim(n, "0123456789") != "" {
			return false
		}
	}
	return true
}
