// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"regexp"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// masks take out of what another system says what may be a credential: users of URLs, the data of Secrets, tokens.
var masks = []struct {
	found *regexp.Regexp
	by    string
}{
	{regexp.MustCompile(`://[^/@\s]+@`), "://…@"},
	{regexp.MustCompile(`\b(data|stringData)("?:\s*)(map\[[^\]]*\]|\{[^}]*\})`), "$1$2…"},
	{regexp.MustCompile(`\b(gh[pousr]_|github_pat_|glpat-|eyJ)[-_.A-Za-z0-9]{16,}`), "…"},
}

// longest is how many characters of what another system says are shown.
const longest = 600

// foreign makes a text of another system fit to be shown: one line, without what may be a credential, not too long.
func foreign(text string) string {
	text = krm.OneLine(text)
	for _, m := range masks {
		text = m.found.ReplaceAllString(text, m.by)
	}
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
