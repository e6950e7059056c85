// SPDX-License-Identifier: Apache-2.0

package main

// Names of the programs, as the tables have them.
const (
	delivery = "generate-delivery"
	kyaml    = "kyaml"
	helm     = "helm"
	empty    = "empty"
)

// render is the first render of a package, or the second, of what the first made.
type render string

const (
	first  render = "first"
	second render = "second"
)

// tool is a program that is measured.
type tool struct {
	name string
	peer bool
	// second says that the program reads what it made.
	second bool
	// command returns the program and its arguments.
	command func(n int) []string
}

func (t tool) renders() []render {
	if t.second {
		return []render{first, second}
	}
	return []render{first}
}
