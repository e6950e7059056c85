// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// secretsWithValues finds Secrets that hold values. Neither kpt nor kustomize reads .gitignore, so a filled Secret that
// lies beside its example goes through every function, into every log and, rendered, into Git. Only keys are named.
func secretsWithValues(l *ResourceList) []Result {
	var results []Result
	for _, it := range l.Items {
		if it.Group() == "" && strings.HasSuffix(it.Kind, "List") {
			results = append(results, secretsOfList(it)...)
		}
		if !IsSecret(it.APIVersion, it.Kind) {
			continue
		}
		for _, key := range filledKeys(it.node) {
			results = append(results, it.Result(Error, "secret-with-value", key.path, key.node, "%s", key.message))
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
		if kind := Text(Lookup(e, "kind")); !strings.EqualFold(kind, "Secret") && (kind != "" || it.Kind != "SecretList") {
			continue
		}
		for _, key := range filledKeys(e) {
			results = append(results, it.Result(Error, "secret-with-value", strings.TrimSuffix("items["+strconv.Itoa(i)+"]."+key.path, "."), key.node, "%s", key.message))
		}
	}
	return results
}

const filledMessage = "a Secret in a package must not hold values; move this file out of the package, or name it in .krmignore and .gitignore"

// IsSecret reports whether a resource is a Secret, or meant to be one: no other kind of the core group is called so in any
// case of letters, and what stands in it is in Git either way.
func IsSecret(apiVersion, kind string) bool {
	return kind == "Secret" && !strings.Contains(apiVersion, "/") || apiVersion == "v1" && strings.EqualFold(kind, "Secret")
}

type secretKey struct {
	path    string
	node    *yaml.Node
	message string
}

// filledKeys returns the keys of a Secret whose values are neither empty nor placeholders, nor certificates, nor what Argo CD is
// told of a repository or a cluster.
func filledKeys(secret *yaml.Node) []secretKey {
	var keys []secretKey
	for _, field := range []string{"data", "stringData"} {
		m := Lookup(secret, field)
		if m == nil || m.ShortTag() == "!!null" {
			continue
		}
		if m.Kind != yaml.MappingNode {
			keys = append(keys, secretKey{field, m, filledMessage})
			continue
		}
		for i := 0; i+1 < len(m.Content); i += 2 {
			key, v := m.Content[i], Resolve(m.Content[i+1])
			if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!null" && !placeholder(v.Value) && !credential.Public(v.Value) && !Declares(secret, field, key.Value, v.Value) {
				keys = append(keys, secretKey{field + "." + key.Value, key, filledMessage})
			}
		}
	}
	for _, stray := range StrayValues(secret, placeholder) {
		path, message := StrayMessage(stray.Value)
		keys = append(keys, secretKey{path, stray, message})
	}
	return keys
}

// secretFields are the fields of a Secret, and what SOPS adds to them.
var secretFields = []string{"apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData", "sops"}

// StrayValues returns the top-level keys of a Secret that are no fields of one and hold a value: the API server drops them
// or refuses the Secret, but Git has the value. missing says which texts say nothing. An alias is judged where its anchor
// stands, and a boolean is nobody's credential.
func StrayValues(secret *yaml.Node, missing func(string) bool) []*yaml.Node {
	var keys []*yaml.Node
	if secret == nil || secret.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(secret.Content); i += 2 {
		key, value := secret.Content[i], secret.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || slices.Contains(secretFields, key.Value):
		case key.ShortTag() == "!!merge":
			if value.Kind != yaml.SequenceNode {
				keys = append(keys, StrayValues(value, missing)...)
				continue
			}
			for _, part := range value.Content {
				keys = append(keys, StrayValues(part, missing)...)
			}
		case holdsText(value, missing):
			keys = append(keys, key)
		}
	}
	return keys
}

// holdsText reports whether a scalar below a node says something.
func holdsText(n *yaml.Node, missing func(string) bool) bool {
	if n.Kind == yaml.ScalarNode {
		tag := n.ShortTag()
		return tag != "!!null" && tag != "!!bool" && !missing(n.Value)
	}
	for i, c := range n.Content {
		if (n.Kind != yaml.MappingNode || i%2 == 1) && holdsText(c, missing) {
			return true
		}
	}
	return false
}

// StrayMessage says what is wrong with a key that StrayValues returns, and the path by which it may be named: "" where the key
// is near no field, since text that lost its indentation makes a key of a part of a credential.
func StrayMessage(key string) (path, message string) {
	const advice = "what stands in it is in Git, and reaches no cluster: leave it out of Git, and replace a credential by a new one"
	if near, ok := nearest.Name(key, secretFields); ok {
		return key, fmt.Sprintf("a Secret has no field %q, did you mean %q? But %s", key, near, advice)
	}
	if key == "spec" {
		return key, "a Secret has no spec: " + advice
	}
	return "", "a Secret has no such top-level field: " + advice
}

// placeholder reports whether a value of a Secret says nothing: empty, `<KEY>` as in the examples that Fairlead writes,
// `{}` as a registry credential without registries (also in base64), or encrypted by SOPS.
func placeholder(v string) bool {
	v = strings.TrimSpace(v)
	return v == "" || v == "{}" || v == "e30=" || v == "e30K" ||
		strings.HasPrefix(v, "<") && strings.HasSuffix(v, ">") && !strings.ContainsAny(v, " \n") ||
		strings.HasPrefix(v, "ENC[") && strings.HasSuffix(v, "]")
}
