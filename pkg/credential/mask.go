// SPDX-License-Identifier: Apache-2.0

package credential

import (
	"regexp"
	"strings"
)

// whole is masked wherever it stands: users of URLs, the data of Secrets, private keys, tokens by their shape.
var whole = []struct {
	found *regexp.Regexp
	by    string
}{
	{regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*-----|$)`), "…"},
	{regexp.MustCompile(`://[^/@\s"'${}<>]*:[^/@\s"'${}<>]+@`), "://…@"},
	{regexp.MustCompile(`\b(data|stringData)(\\*"?:\s*)(map\[[^\]]*\]|\{[^{}]*\})`), "$1$2…"},
	{regexp.MustCompile(`\b(?:gh[pousr]_|github_pat_|glpat-|gldt-)[A-Za-z0-9_-]{8,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*`), "…"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{16,}`), "…"},
}

// users are URLs with a user and no password; a token may stand in the place of one.
var users = regexp.MustCompile(`://([^/@:\s"'${}<>]+)@`)

var (
	// named is a name, and what says that a value follows: `password: x`, `"apiKey": "x"`, `DB_PASSWORD=x`, `--password x`. Quotes
	// may be escaped, as in JSON within JSON.
	named = regexp.MustCompile(`(--?)?([A-Za-z][A-Za-z0-9_.-]*)(\\*["']?\]?[ \t]*(?::=|=>|[:=])[ \t]*|[ \t]+)`)
	// listed is a variable whose value stands in a field beside its name.
	listed = regexp.MustCompile(`\bname\\*["']?[ \t]*:[ \t]*\\*["']?([A-Za-z0-9_.-]+)\\*["']?[ \t]*,?[ \t]*\\*["']?value\\*["']?[ \t]*:[ \t]*`)
	// scheme is how a header says what kind of credential follows.
	scheme = regexp.MustCompile(`^(?i:bearer|basic|token|digest|negotiate)[ \t]+`)
	// bearer is a credential of a header without the name of it.
	bearer = regexp.MustCompile(`\b((?i:bearer|basic)[ \t]+)([A-Za-z0-9._~+/-]*[0-9][A-Za-z0-9._~+/-]*=*)`)
	// opened is the quote with which a value begins, as often escaped as it is.
	opened = regexp.MustCompile("^\\\\*[\"'`]")
	// inPlace is what stands in the place of a value: a variable, or an expression of a template.
	inPlace = regexp.MustCompile(`^(?:\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$\{[A-Za-z_][A-Za-z0-9_]*\}|\$\([^()]*\)|<[^<>]*>|\$[A-Z_][A-Z0-9_]*\b|ENC\[[^\]]*\])`)
)

// Mask returns a text of anybody with `…` in the place of what may be a credential: what has the shape of one, and what is set
// under the name of one, as a field, a variable, a header or a flag. What only stands in its place, as `${{ secrets.TOKEN }}`,
// stays. Where a name begins a line its value is the rest of the line; elsewhere it ends with its quote or its word.
func Mask(text string) string {
	for _, m := range whole {
		text = m.found.ReplaceAllString(text, m.by)
	}
	text = users.ReplaceAllStringFunc(text, func(found string) string {
		if found == "://git@" {
			return found
		}
		return "://…@"
	})
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		body := strings.TrimRight(line, "\r\n")
		lines[i] = maskLine(body) + line[len(body):]
	}
	return strings.Join(lines, "")
}

func maskLine(line string) string {
	line = bearer.ReplaceAllString(line, "$1…")
	var b strings.Builder
	for rest, begin := line, true; ; begin = false {
		before, value, first := next(rest, begin)
		b.WriteString(before)
		if value == "" {
			return b.String()
		}
		masked, left := maskValue(value, first)
		b.WriteString(masked)
		rest = left
	}
}

// next cuts a text before the value of the next name of a credential; value is "" where there is none. first says that the
// name begins the line.
func next(text string, begin bool) (before, value string, first bool) {
	for at := 0; at < len(text); {
		m := named.FindStringSubmatchIndex(text[at:])
		l := listed.FindStringSubmatchIndex(text[at:])
		if l != nil && (m == nil || l[0] <= m[0]) && holds(text[at+l[2]:at+l[3]]) {
			return text[:at+l[1]], text[at+l[1]:], false
		}
		if m == nil {
			break
		}
		name, sign := text[at+m[4]:at+m[5]], strings.TrimSpace(text[at+m[6]:at+m[7]])
		flag := m[2] >= 0 && sign == ""
		switch {
		case sign == "" && !flag: // words of a sentence
		case strings.Trim(sign, `\"']`) == "" && !flag:
		case holds(name) || strings.EqualFold(name, "key") && sign == "=" || flag && name == "key":
			return text[:at+m[1]], text[at+m[1]:], begin && strings.Trim(text[:at+m[0]], "+- \t\"'") == ""
		}
		at += m[1]
	}
	return text, "", false
}

// maskValue masks the value that a text begins with, and returns what is behind it.
func maskValue(text string, first bool) (masked, rest string) {
	if place := inPlace.FindString(strings.TrimLeft(text, `\"'`)); place != "" {
		end := len(text) - len(strings.TrimLeft(text, `\"'`)) + len(place)
		if end == len(text) || strings.ContainsRune(" \t\"'\\,;&)]}", rune(text[end])) {
			return text[:end], text[end:]
		}
	}
	if strings.HasPrefix(text, "…") {
		return "…", text[len("…"):]
	}
	if quote := opened.FindString(text); quote != "" {
		if end := closing(text[len(quote):], quote); end >= 0 {
			return quote + "…" + quote, text[len(quote)+end+len(quote):]
		}
		return "…", "" // the text was cut
	}
	if first {
		return "…", ""
	}
	kept := scheme.FindString(text)
	if end := strings.IndexAny(text[len(kept):], " \t\"'&;,)]}"); end > 0 {
		return kept + "…", text[len(kept)+end:]
	} else if end == 0 {
		return kept, text[len(kept):]
	}
	return kept + "…", ""
}

// closing returns where a quote ends a value; -1 where it does not. One that is escaped once more belongs to the value.
func closing(text, quote string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], quote)
		if i < 0 {
			return -1
		}
		if i += at; i == 0 || text[i-1] != '\\' {
			return i
		}
		at = i + 1
	}
}

// ends are the last words of a name that only tells of a credential: where it is, how it is called, how it is read.
var ends = [...]string{"file", "path", "name", "ref", "names", "refs", "stdin", "type", "length", "ttl", "expiry"}

// holds reports whether a name in a text of anybody is that of a credential. It knows more names than Named, which
// decides what is wrong in a file.
func holds(name string) bool {
	words := wordsOf(name)
	last := words[len(words)-1]
	for _, end := range ends {
		if last == end && len(words) > 1 {
			return false
		}
	}
	for _, word := range words {
		switch word {
		case "auth", "authorization", "cookie", "pwd", "pass", "pat", "passphrase", "bearer", "jwt":
			return true
		}
	}
	if last == "key" && len(words) > 1 && words[len(words)-2] != "public" {
		return true
	}
	lower := strings.ToLower(name)
	for _, word := range [...]string{"secret", "token", "password", "passwd", "credential", "apikey", "accesskey", "privatekey"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

// wordsOf returns the words of a name in small letters: of X-Api-Key, DB_PASSWORD and apiKey.
func wordsOf(name string) []string {
	var b strings.Builder
	for i, c := range name {
		upper := 'A' <= c && c <= 'Z'
		if upper && i > 0 && 'a' <= name[i-1] && name[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		if c == '-' || c == '_' || c == '.' {
			c = ' '
		}
		b.WriteRune(c)
	}
	words := strings.Fields(strings.ToLower(b.String()))
	if len(words) == 0 {
		return []string{""}
	}
	return words
}
