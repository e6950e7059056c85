// SPDX-License-Identifier: Apache-2.0

// Command generate-application generates Applications, AppProjects and ImageUpdaters.
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

var function = krm.Function{Name: generate.ApplicationName, Run: generate.Application, Readme: readme, Metadata: metadata}

func main() {
	os.Exit(krm.Main(function))
}
