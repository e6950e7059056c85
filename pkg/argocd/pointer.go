// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"
)

// CheckPointer checks a JSON pointer of ignoreDifferences for resources of a kind. Argo CD swallows one that points at nothing, so what can point at
// nothing in any resource is refused, with the pointer that was meant where there is one.
func CheckPointer(kind, pointer string) (meant string, err error) {
	dead := func(format string, args ...any) (string, error) {
		reason := fmt.Sprintf(format, args...)
		if meant != "" {
			return meant, fmt.Errorf("pointer %q points at nothing: %s: write %q", pointer, reason, meant)
		}
		return "", fmt.Errorf("pointer %q points at nothing: %s", pointer, reason)
	}
	switch {
	case pointer == "":
		return dead("it must name a field, such as \"/spec/replicas\"")
	case strings.ContainsAny(pointer, " \t\r\n"):
		return "", nil // keys may hold spaces
	case pointer[0] != '/':
		if plainSegments(strings.Split(strings.TrimPrefix(pointer, "."), "/")) && !strings.HasPrefix(pointer, "$") {
			meant = "/" + strings.TrimPrefix(pointer, ".")
			if !strings.Contains(pointer, "/") && strings.HasPrefix(pointer, ".") {
				meant = strings.ReplaceAll(pointer, ".", "/")
			}
		}
		return dead("it must begin with a slash")
	case strings.Contains(pointer, `\.`):
		meant = strings.ReplaceAll(pointer, `\.`, ".")
		return dead("a dot must not be escaped")
	case badTilde(pointer):
		return dead("after ~ there must be 0 (for ~) or 1 (for /)")
	case len(pointer) > 1 && strings.HasSuffix(pointer, "/"):
		meant = strings.TrimRight(pointer, "/")
		return dead("it must not end with a slash, which names an empty key")
	}
	segments := strings.Split(pointer[1:], "/")
	for i, s := range segments {
		if s == "*" || strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
			return dead("it must name one entry of a list by its number; for several use jqPathExpressions")
		}
		if textMap(kind, segments, i) && len(segments) > i+2 {
			meant = "/" + strings.Join(segments[:i+1], "/") + "/" + strings.Join(segments[i+1:], "~1")
			return dead("a slash in a key must be written ~1")
		}
	}
	return "", nil
}

// textMap reports whether segments up to i name a map from text to text, below which no pointer goes deeper.
func textMap(kind string, segments []string, i int) bool {
	if i == 0 {
		return (kind == "Secret" || kind == "ConfigMap") && (segments[0] == "data" || segments[0] == "stringData")
	}
	return (segments[i] == "annotations" || segments[i] == "labels") && segments[i-1] == "metadata" && (i == 1 || segments[i-2] == "template" || segments[i-2] == "jobTemplate")
}

func plainSegments(segments []string) bool {
	for _, s := range segments {
		if s == "" || strings.ContainsAny(s, "[]()|\"*") {
			return false
		}
	}
	return true
}

func badTilde(pointer string) bool {
	for i := range len(pointer) {
		if pointer[i] == '~' && (i+1 == len(pointer) || pointer[i+1] != '0' && pointer[i+1] != '1') {
			return true
		}
	}
	return false
}
