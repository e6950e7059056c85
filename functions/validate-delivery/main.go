// SPDX-License-Identifier: Apache-2.0

// Command validate-delivery finds what would fail silently after the push.
package main

import (
	_ "embed"
	"os"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

//go:embed README.md
var readme []byte

//go:embed metadata.yaml
var metadata []byte

var function = krm.Function{Name: check.ValidateName, Run: check.Validate, Readme: readme, Metadata: metadata}

func main() {
	os.Exit(krm.Main(function))
}
