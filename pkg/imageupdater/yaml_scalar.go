// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strconv"
	"strings"
)

// yamlWords are the plain scalars that YAML 1.1 or YAML 1.2 reads as something other than a string, in lower case.
var yamlWords = [...]string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "nan", "inf"}

// yamlScalar prints a string as one line that YAML 1.1 and YAML 1.2 read back as that string: plain where both do, in double
// quotes otherwise. "" stays "", which callers leave out.
func yamlScalar(value string) string {
	if value == "" || plain(value) {
		return value
	}
	// Go's escapes are YAML's, except for bytes that are no UTF-8: YAML would read \xff as a character.
	return strconv.Quote(strings.ToValidUTF8(value, "\uFFFD"))
}

func plain(value string) bool {
	// Numbers, dates and sexagesimals begin with a digit, a sign or a dot; whatever does is quoted.
	if !isAlnum(value[0]) && value[0] != '/' || '0' <= value[0] && value[0] <= '9' {
		return false
	}
	if contains(yamlWords[:], strings.ToLower(value)) {
		return false
	}
	for i := range len(value) {
		c := value[i]
		switch {
		case isAlnum(c), c == '.', c == '_', c == '-', c == '/':
		case c == ':', c == ' ':
			// ": " begins a value and " #" a comment; neither may end a scalar.
			if i+1 == len(value) || value[i+1] == ' ' || value[i+1] == '#' {
				return false
			}
		case c == '#':
			if value[i-1] == ' ' {
				return false
			}
		default:
			return false
		}
	}
	return true
}
