// SPDX-License-Identifier: Apache-2.0

// Command generate-rbac generates the patches for the ConfigMaps of Argo CD and Image Updater.
package main

import (
	_ "embed"
	"os"

	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

//go:embed README.md
var readme []byte

//go:embed metadata.yaml
var metadata []byte

var function = krm.Function{Name: generate.RBACName, Run: generate.RBAC, Readme: readme, Metadata: metadata}

func main() {
	os.Exit(krm.Main(function))
}
