// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// secretsWithValues finds Secrets that hold values. Neither kpt nor kustomize reads .gitignore, so a filled Secret that
// lies beside its example goes through every function, into every log and, rendered, into Git. Only keys are named.
func secretsWithValues(l *ResourceList) []Result {
	var results []Result
	for _, it := range l.Items {
		if it.Group() == "" && strings.HasSuffix(it.Kind, "List") {
			results = append(results, secretsOfList(it)...)
		}
		if !it.Is("", "Secret") {
			continue
		}
		for _, key := range filledKeys(it.node) {
			results = append(results, it.Result(Error, "secret-with-value", key.path, key.node, filledMessage))
		}
	}
	return results
}

// secretsOfList finds the Secrets with values in a List, which kubectl takes apart.
func secretsOfList(it *Item) []Result {
	var results []Result
	items := it.Lookup("items")
	if items == nil || items.Kind != yaml.SequenceNode {
		return nil
	}
	for i, e := range items.Content {
		if kind := Text(Lookup(e, "kind")); kind != "Secret" && (kind != "" || it.Kind != "SecretList") {
			continue
		}
		for _, key := range filledKeys(e) {
			results = append(results, it.Result(Error, "secret-with-value", "items["+strconv.Itoa(i)+"]."+key.path, key.node, filledMessage))
		}
	}
	return results
}

const filledMessage = "a Secret in a package must not hold values; move this file out of the package, or name it in .krmignore and .gitignore"

type secretKey struct {
	path string
	node *yaml.Node
}

// filledKeys returns the keys of a Secret whose values are neither empty nor placeholders, nor what Argo CD is told of a
// repository or a cluster.
func filledKeys(secret *yaml.Node) []secretKey {
	var keys []secretKey
	for _, field := range []string{"data", "stringData"} {
		m := Lookup(secret, field)
		if m == nil || m.ShortTag() == "!!null" {
			continue
		}
		if m.Kind != yaml.MappingNode {
			keys = append(keys, secretKey{field, m})
			continue
		}
		for i := 0; i+1 < len(m.Content); i += 2 {
			key, v := m.Content[i], Resolve(m.Content[i+1])
			if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!null" && !placeholder(v.Value) && !Declares(secret, field, key.Value, v.Value) {
				keys = append(keys, secretKey{field + "." + key.Value, key})
			}
		}
	}
	return keys
}

// placeholder reports whether a value of a Secret says nothing: empty, `<KEY>` as in the examples that Fairlead writes,
// `{}` as a registry credential without registries (also in base64), or encrypted by SOPS.
func placeholder(v string) bool {
	v = strings.TrimSpace(v)
	return v == "" || v == "{}" || v == "e30=" || v == "e30K" ||
		strings.HasPrefix(v, "<") && strings.HasSuffix(v, ">") && !strings.ContainsAny(v, " \n") ||
		strings.HasPrefix(v, "ENC[") && strings.HasSuffix(v, "]")
}
