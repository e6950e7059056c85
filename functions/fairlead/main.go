// SPDX-License-Identifier: Apache-2.0

// Command fairlead is the one binary that holds all functions and the commands for people.
package main

import (
	"os"

	"github.com/fairlead-krm/fairlead"
	"github.com/fairlead-krm/fairlead/functions"
	"github.com/fairlead-krm/fairlead/pkg/command"
)

func main() {
	os.Exit(command.Main(functions.Doc, fairlead.Blueprint()))
}
