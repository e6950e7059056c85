// SPDX-License-Identifier: Apache-2.0

// Command generate-secret-stubs generates examples of Secrets to fill by hand.
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

var function = krm.Function{Name: generate.SecretStubsName, Run: generate.SecretStubs, Readme: readme, Metadata: metadata}

func main() {
	os.Exit(krm.Main(function))
}
