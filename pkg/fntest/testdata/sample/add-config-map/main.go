// SPDX-License-Identifier: Apache-2.0

// Command add-config-map is a function for tests.
package main

import (
	"os"

	"github.com/fairlead-krm/fairlead/pkg/fntest/testdata/sample"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func main() { os.Exit(krm.Main(sample.AddConfigMap)) }
