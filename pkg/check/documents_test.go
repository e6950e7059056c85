// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// documents cuts a text at its separators.
func documents(path, text string) []krm.Document {
	var docs []krm.Document
	line := 1
	for i, doc := range strings.Split(strings.TrimPrefix(text, "\n"), "---\n") {
		docs = append(docs, krm.Document{Path: path, Index: i, Line: line, Text: []byte(doc)})
		line += strings.Count(doc, "\n") + 1
	}
	return docs
}
