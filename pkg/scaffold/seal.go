// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
)

// sealMark begins the line that carries the digest of a file, or of a block in one. Every file that is written has comments
// that begin with '#'.
const sealMark = "# fairlead scaffold sha256:"

// sealLine is such a line, whatever stands behind the digest.
var sealLine = regexp.MustCompile(`(?m)^` + sealMark + `([0-9a-f]{64})\b.*$`)

// pinned is an action by its commit, with its version beside it.
var pinned = regexp.MustCompile(`(uses: [\w.-]+/[\w./-]+)@([0-9a-f]{40})( # v(\d+)\.(\d+)\.(\d+))?`)

// digest is that of a text without its seal. Line ends do not count, for Git may change them, and neither do the commits of
// actions: Dependabot moves them, and that is no edit of a person.
func digest(text []byte) string {
	text = pinned.ReplaceAll(withoutCR(text), []byte("$1"))
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func withoutCR(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }

// seal puts the line with the digest in front of a text; behind the first line of a script, by which the system finds its
// shell.
func seal(text []byte) []byte {
	line := []byte(sealMark + digest(text) + "\n")
	if bytes.HasPrefix(text, []byte("#!")) {
		end := bytes.IndexByte(text, '\n') + 1
		return append(append(append([]byte(nil), text[:end]...), line...), text[end:]...)
	}
	return append(line, text...)
}

// sealed says of a file that is there whether it has a seal, and whether that still holds.
func sealed(text []byte) (has, holds bool) {
	text = withoutCR(text)
	head := text
	if bytes.HasPrefix(text, []byte("#!")) {
		head = text[bytes.IndexByte(text, '\n')+1:]
	}
	at := sealLine.FindSubmatchIndex(head)
	if at == nil || at[0] != 0 {
		return false, false
	}
	offset := len(text) - len(head)
	rest := append(append([]byte(nil), text[:offset]...), bytes.TrimPrefix(head[at[1]:], []byte("\n"))...)
	return true, string(head[at[2]:at[3]]) == digest(rest)
}

// writer is the command in the head of a file that is written for one Project.
var writer = regexp.MustCompile("(?m)^# Written by `" + command + "([^` ]+)`")

// WrittenFor returns the other Project for which the files that are there were written; "" where there is none.
func WrittenFor(decisions []Decision, project string) string {
	for _, d := range decisions {
		if has, _ := sealed(d.Before.Text); !has {
			continue
		}
		if m := writer.FindSubmatch(withoutCR(d.Before.Text)); m != nil && string(m[1]) != project {
			return string(m[1])
		}
	}
	return ""
}

// keepNewer returns a text with the commits of actions that are newer in another one, which Dependabot moved.
func keepNewer(text, there []byte) []byte {
	newest := map[string][]string{}
	for _, m := range pinned.FindAllSubmatch(there, -1) {
		found := make([]string, len(m))
		for i := range m {
			found[i] = string(m[i])
		}
		if have := newest[found[1]]; found[3] != "" && (have == nil || newer(found[4:], have[4:])) {
			newest[found[1]] = found
		}
	}
	return pinned.ReplaceAllFunc(text, func(use []byte) []byte {
		m := pinned.FindSubmatch(use)
		ours := []string{string(m[4]), string(m[5]), string(m[6])}
		if theirs := newest[string(m[1])]; theirs != nil && newer(theirs[4:], ours) {
			return []byte(theirs[0])
		}
		return use
	})
}

// newer compares versions of three numbers without leading zeros.
func newer(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return len(a[i]) > len(b[i]) || len(a[i]) == len(b[i]) && a[i] > b[i]
		}
	}
	return false
}
