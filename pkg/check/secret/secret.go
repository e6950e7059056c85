// SPDX-License-Identifier: Apache-2.0

// Package secret holds the rules on credentials that stand in a package, and so in Git. No rule of it shows a value: its
// messages name keys.
package secret

import (
	"encoding/base64"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	secretWithValue,
	secretInLastApplied,
	secretOfArgocdInGit,
	configMapWithCredential,
	clientSecretInSettings,
}

// fillers are words that stand in the place of a value that is not there yet.
var fillers = [...]string{"changeme", "change-me", "change_me", "change me", "replaceme", "replace-me", "replace_me", "replace with", "placeholder", "your-", "your_", "example", "todo", "dummy", "redacted"}

// isFiller reports whether a value says nothing: empty, a placeholder, encrypted, or one character over and over. encoded says
// that it is base64, as under data.
func isFiller(value string, encoded bool) bool {
	value = strings.TrimSpace(value)
	if value == "" || view.Templated(value) || strings.HasPrefix(value, "ENC[") && strings.HasSuffix(value, "]") {
		return true
	}
	if encoded {
		// A placeholder may stand there as it is, too.
		if text, err := base64.StdEncoding.DecodeString(value); err == nil && isFiller(string(text), false) {
			return true
		}
	}
	if strings.HasPrefix(value, "<") && strings.HasSuffix(value, ">") || value == "{}" || value == "..." || value == "…" {
		return true
	}
	lower := strings.ToLower(value)
	for _, f := range fillers {
		if strings.Contains(lower, f) {
			return true
		}
	}
	return strings.Trim(lower, lower[:1]) == ""
}
