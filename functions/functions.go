// SPDX-License-Identifier: Apache-2.0

// Package functions holds the documentation of the functions, one folder each, for the binary that is all of them, and
// renders what catalogues read of it.
package functions

import "embed"

//go:embed */README.md */metadata.yaml */definition.yaml
var docs embed.FS

// Doc returns a file of a function's folder, README.md, metadata.yaml or definition.yaml; nil where there is none.
func Doc(function, file string) []byte {
	text, err := docs.ReadFile(function + "/" + file)
	if err != nil {
		return nil
	}
	return text
}
