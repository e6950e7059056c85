// SPDX-License-Identifier: Apache-2.0

// Command set-ignore-differences keeps Argo CD's hands off the declared Secrets in every Application.
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

var function = krm.Function{Name: generate.SetIgnoreDifferencesName, Run: generate.SetIgnoreDifferences, Readme: readme, Metadata: metadata}

func main() {
	os.Exit(krm.Main(function))
}
