// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// HoldsSecret says whether a file holds a Secret, or may hold one: then no line of it may be shown.
func HoldsSecret(content []byte) bool { return holdsSecret(content) }

// holdsSecret says whether a file holds a Secret: as a document, in a List, in a secretGenerator, or as text inside of
// another resource. A mere reference to one (`kind: Secret` in ignoreDifferences or in an AppProject) is none.
// What cannot be decided counts as one, because the answer guards what is printed.
func holdsSecret(content []byte) bool {
	// Without the word, and without an escape that could spell it, there is nothing to parse.
	if !bytes.Contains(bytes.ToLower(content), []byte("secret")) && !bytes.ContainsRune(content, '\\') {
		return false
	}
	for _, part := range split(content).parts {
		// The parser knows line ends that split does not (U+0085): it may find more than one document.
		documents := yaml.NewDecoder(bytes.NewReader(part.text))
		for {
			var document yaml.Node
			err := documents.Decode(&document)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || isSecret(&document) {
				return true
			}
		}
	}
	return false
}

// reference are the fields of a mapping that only names Secrets.
var reference = map[string]bool{
	"kind": true, "group": true, "name": true, "namespace": true,
	"jsonPointers": true, "jqPathExpressions": true, "managedFieldsManagers": true,
}

// embedded matches a manifest of a Secret inside of a text.
var embedded = regexp.MustCompile(`kind["']?\s*:\s*["']?Secret`)

func isSecret(n *yaml.Node) bool {
	switch n.Kind {
	case yaml.ScalarNode:
		return embedded.MatchString(n.Value)
	case yaml.MappingNode:
		secret, onlyNames := false, true
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := scalar(n.Content[i]), scalar(n.Content[i+1])
			switch {
			case key == "kind" && (strings.EqualFold(value, "Secret") || strings.EqualFold(value, "SecretList")):
				secret = true
			case key == "<<" || key == "secretGenerator": // a merge may bring the kind from elsewhere
				return true
			case !reference[key]:
				onlyNames = false
			}
		}
		if secret && !onlyNames {
			return true
		}
	}
	for _, child := range n.Content {
		if isSecret(child) {
			return true
		}
	}
	return false
}

// scalar is the value of a scalar, also behind an alias.
func scalar(n *yaml.Node) string {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n.Value
}
