// SPDX-License-Identifier: Apache-2.0

// Package secret holds the rules on credentials that stand in a package, and so in Git. No rule of it shows a value: its
// messages name keys.
package secret

import (
	"encoding/base64"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	secretWithValue,
	secretInLastApplied,
	secretOfArgocdInGit,
	secretGeneratorWithValue,
	configMapWithCredential,
	urlWithCredential,
	clientSecretInSettings,
	notificationCredentialWritten,
	secretTypeUnknown,
	filledSecretNotIgnored,
}

// isFiller reports whether a value says nothing. encoded says that it is base64, as under data.
func isFiller(value string, encoded bool) bool {
	if credential.Missing(value) {
		return true
	}
	if encoded {
		// A placeholder may stand there as it is, too.
		if text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value)); err == nil {
			return credential.Missing(string(text))
		}
	}
	return false
}

// filledByVault reports whether a vault plugin replaces what stands in angle brackets.
func filledByVault(it *krm.Item) bool {
	for _, a := range view.Annotations(it) {
		if strings.HasPrefix(a.Key.Value, "avp.kubernetes.io/") {
			return true
		}
	}
	return false
}

// holdsBlank reports whether a value has a word in angle brackets within it.
func holdsBlank(value string, encoded bool) bool {
	if text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value)); encoded && err == nil {
		value = string(text)
	}
	_, after, ok := strings.Cut(value, "<")
	word, _, closed := strings.Cut(after, ">")
	return ok && closed && word != ""
}
