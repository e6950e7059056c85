// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"errors"
	"fmt"
	"strings"
)

// maxAccountName is the longest name of a local account.
const maxAccountName = 32

// CheckAccountName checks the name of a local account: letters, digits, '-' and '_', at most 32. It becomes the key
// accounts.<name> of ConfigMap, which Argo CD splits at its dots: accounts.ci.bot makes an account ci without any capability.
// The name of the built-in administrator is refused, since a token of it may do everything.
func CheckAccountName(name string) error {
	switch {
	case name == "":
		return errors.New("account name is empty: it must be a name such as \"github-actions\"")
	case name == "admin":
		return fmt.Errorf("account name %q is the built-in administrator: write a name of its own, such as \"github-actions\"", name)
	case strings.Contains(name, "."):
		return fmt.Errorf("account name %q must not hold a dot, which Argo CD reads as the end of the name: write %q", name, strings.ReplaceAll(name, ".", "-"))
	case len(name) > maxAccountName:
		return fmt.Errorf("account name %q has %d characters, at most %d are allowed", name, len(name), maxAccountName)
	}
	for i := range len(name) {
		c := name[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return fmt.Errorf("account name %q must be letters, digits, '-' and '_'", name)
		}
	}
	return nil
}
