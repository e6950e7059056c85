// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"errors"
	"fmt"
)

// maxKeyName is what Kubernetes allows an annotation key behind its slash.
const maxKeyName = 63

// CheckAlias checks an alias: letters, digits, '.', '_' and '-', the first one a letter or a digit. It is part of annotation
// keys, of which Kubernetes takes 63 characters behind the slash: that leaves 47 for the alias, or 42 where kustomizeName
// says that the image has a KustomizeName.
func CheckAlias(alias string, kustomizeName bool) error {
	if alias == "" {
		return errors.New("alias is empty: it must be a name such as \"app\"")
	}
	for i := range len(alias) {
		if c := alias[i]; isAlnum(c) || i > 0 && (c == '.' || c == '_' || c == '-') {
			continue
		}
		return fmt.Errorf("alias %q must be letters, digits, '.', '_' and '-', and begin with a letter or a digit", alias)
	}
	longest := keyUpdateStrategy
	if kustomizeName {
		longest = keyKustomizeName
	}
	if limit := maxKeyName - len("."+longest); len(alias) > limit {
		return fmt.Errorf("alias %q has %d characters, at most %d fit: the annotation key <alias>.%s may have %d", alias, len(alias), limit, longest, maxKeyName)
	}
	return nil
}
