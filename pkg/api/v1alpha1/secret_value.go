// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// ruleSecretValue is the rule against values of Secrets in a spec.
const ruleSecretValue = "secret-value"

const noValues = "must not hold a value: name the keys only, as in `keys: [API_TOKEN]`; if this was committed, replace the value where it was issued"

// secretValues reports a mapping where only names are wanted: each key, never what it holds.
func (d *decoder) secretValues(n *yaml.Node) {
	if len(n.Content) == 0 {
		d.fail("wrong-type", n, "must not be a mapping")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if skipped(key) {
			continue
		}
		d.path = append(d.path, step{key: keyText(key)})
		d.fail(ruleSecretValue, key, noValues)
		d.path = d.path[:len(d.path)-1]
	}
}

// holdsValues reports the fields in which people who know the kind Secret write values.
func (d *decoder) holdsValues(key, value *yaml.Node) bool {
	switch key.Value {
	case "data", "stringData", "value", "values":
		if value.Kind == yaml.MappingNode {
			d.secretValues(value)
		} else {
			d.fail(ruleSecretValue, key, noValues)
		}
		return true
	}
	return false
}

// checkKey checks the name of one key of a Secret. The error does not repeat it: it may hold a value behind the name.
func checkKey(key string) error {
	for i := range len(key) {
		switch c := key[i]; {
		case c == '=' || c == ':':
			return fmt.Errorf("must be the name of a key without a value: it has %q at character %d", c, i+1)
		case !isNameByte(c):
			return fmt.Errorf("must be the name of a key: letters, digits, '-', '_' and '.'; character %d is none of them", i+1)
		}
	}
	switch {
	case len(key) > 253:
		return fmt.Errorf("must be the name of a key: it has %d characters, at most 253 are allowed", len(key))
	case key == "." || len(key) > 1 && key[:2] == "..":
		return fmt.Errorf("must be the name of a key: it must not be %q and not begin with %q", ".", "..")
	}
	return nil
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.'
}

// ruleOfKey returns the rule that a bad key breaks.
func ruleOfKey(key string) string {
	for i := range len(key) {
		if key[i] == '=' || key[i] == ':' {
			return ruleSecretValue
		}
	}
	return ruleInvalid
}
