// SPDX-License-Identifier: Apache-2.0

package credential

import "strings"

// InURL reports whether a text holds a URL with a password or an access token in it, as in `https://user:password@host`.
// What is known to everybody is none: a word such as `password`, the user's own name, and whatever belongs to a host of
// examples.
func InURL(text string) bool { return inURL(text, true) }

// inURL takes a host of examples for nobody's only where it is told to.
func inURL(text string, examples bool) bool {
	if strings.IndexByte(text, '@') < 0 {
		return false // nearly every text, and one byte is found at once
	}
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "://")
		if !ok {
			return false
		}
		rest = after
		authority := after[:authorityLength(after)]
		at := strings.LastIndexByte(authority, '@')
		if at < 0 || examples && isExampleHost(authority[at+1:]) {
			continue
		}
		user, password, both := strings.Cut(authority[:at], ":")
		if both && !wellKnown(password, user) || Token(user) && !Missing(user) && Varied(user) {
			return true
		}
	}
}

// authorityLength is the length of what a text begins with that may stand between the slashes of a URL. Brackets and
// quotes may not, so placeholders end it.
func authorityLength(text string) int {
	for i, c := range []byte(text) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
		if !letter && strings.IndexByte("-._~%!$&*+=:@", c) < 0 {
			return i
		}
	}
	return len(text)
}

// isExampleHost reports whether a host belongs to nobody.
func isExampleHost(host string) bool {
	host, _, _ = strings.Cut(strings.ToLower(host), ":")
	for _, name := range [...]string{"example.com", "example.org", "example.net", "example", "test", "invalid"} {
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
	}
	return host == "host" || host == "hostname"
}

// wellKnown reports whether a password in a URL is no secret: a placeholder, the user's name, or a word with which
// programs are delivered.
func wellKnown(password, user string) bool {
	if Missing(password) || strings.EqualFold(password, user) || strings.HasPrefix(password, "$") || strings.HasPrefix(password, "*") {
		return true
	}
	// A verb of a format, and a name in capitals that somebody is to replace.
	if password[0] == '%' && len(password) <= 3 || strings.Contains(password, "_") && strings.ToUpper(password) == password {
		return true
	}
	switch strings.ToLower(password) {
	case "password", "passwd", "passw0rd", "pass", "pwd", "pw", "secret", "token", "pat", "key", "apikey", "guest", "admin", "root", "user", "test",
		"mypassword", "mysecretpassword", "mysecret", "yourpassword", "yourtoken", "default":
		return true
	}
	return false
}
