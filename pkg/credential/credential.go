// SPDX-License-Identifier: Apache-2.0

// Package credential tells a credential in a text from what only stands in its place. No function of it returns one.
package credential

import "strings"

// isVariable reports whether a value is a variable of envsubst without braces, `$DB_PASSWORD`. In small letters it may as
// well be a password.
func isVariable(value string) bool {
	name, ok := strings.CutPrefix(value, "$")
	return ok && name != "" && (name[0] < '0' || name[0] > '9') && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// tokenPrefixes begin the access tokens of the large hosts, which people put in the place of a user name.
var tokenPrefixes = [...]string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-"}

// Token reports whether a text begins as an access token of GitHub or GitLab does.
func Token(text string) bool {
	for _, prefix := range tokenPrefixes {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

// Varied reports whether a text is no row of the same few characters, as in an example.
func Varied(text string) bool {
	seen := map[rune]bool{}
	for _, c := range text {
		seen[c] = true
	}
	return len(seen) >= 9
}

// Named reports whether the name of a variable says that it holds a credential.
func Named(name string) bool {
	name = strings.ToLower(name)
	for _, word := range [...]string{"secret", "token", "password", "passwd", "private_key", "access_key", "api_key", "apikey"} {
		if strings.Contains(name, word) && !strings.HasSuffix(name, "_file") && !strings.HasSuffix(name, "_path") && !strings.HasSuffix(name, "_name") {
			return true
		}
	}
	return false
}
