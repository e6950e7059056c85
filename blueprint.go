// SPDX-License-Identifier: Apache-2.0

// Package fairlead holds the package of one cluster that `fairlead init` lays down: the folder blueprint/, which holds no
// Go file, so that a person may copy it as it is.
package fairlead

import (
	"embed"
	"io/fs"
)

//go:embed blueprint/.github/workflows/delivery.yml blueprint/.gitignore blueprint/.krmignore blueprint/CODEOWNERS blueprint/Kptfile blueprint/README.md
//go:embed blueprint/platform.yaml blueprint/projects/*.yaml
var blueprint embed.FS

// Blueprint returns the files that a person edits. What a render makes of them is not among them.
func Blueprint() fs.FS {
	files, err := fs.Sub(blueprint, "blueprint")
	if err != nil {
		panic(err) // the name is no valid path
	}
	return files
}
