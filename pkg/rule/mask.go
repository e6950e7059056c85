// SPDX-License-Identifier: Apache-2.0

package rule

import "strings"

// masked returns a text in which the credentials of URLs do not show: what stands between `//` and `@` before the path.
// Any rule may quote a URL, and any URL may hold a token.
func masked(text string) string {
	var b strings.Builder
	rest := text
	for {
		before, after, ok := strings.Cut(rest, "//")
		if !ok {
			break
		}
		b.WriteString(before + "//")
		end := strings.IndexAny(after, "/?# \t\"'`,")
		if end < 0 {
			end = len(after)
		}
		if at := strings.LastIndexByte(after[:end], '@'); at >= 0 && after[:at] != "git" {
			b.WriteString("…")
			after = after[at:]
		}
		rest = after
	}
	if b.Len() == 0 {
		return text
	}
	return b.String() + rest
}
