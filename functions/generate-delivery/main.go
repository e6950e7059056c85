// SPDX-License-Identifier: Apache-2.0

// Command generate-delivery generates Applications, AppProjects, the settings of Argo CD and Image Updater, and Secret examples.
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

var function = krm.Function{Name: generate.DeliveryName, Run: generate.Delivery, Readme: readme, Metadata: metadata}

func main() {
	os.Exit(krm.Main(function))
}
