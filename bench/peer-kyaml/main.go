// SPDX-License-Identifier: Apache-2.0

// Command peer-kyaml is the benchmark's first peer: what generate-delivery makes from Projects in the short form, by a
// KRM function that is written on kyaml. It reads the list into nodes, decodes each Project, builds each resource,
// replaces or appends it by its identity and writes the list.
//
// Wherever kyaml offers several ways this one takes the cheapest: the pipeline without the framework's reconciling of
// annotations, nodes that are built directly and not by setters (which parse each string once more), and replacing an
// existing resource instead of merging into it. It checks nothing of what it reads.
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/kustomize/kyaml/kio"
)

func main() {
	list := &kio.ByteReadWriter{Reader: os.Stdin, Writer: os.Stdout, OmitReaderAnnotations: true, KeepReaderAnnotations: true}
	err := kio.Pipeline{
		Inputs:  []kio.Reader{list},
		Filters: []kio.Filter{kio.FilterFunc(generate)},
		Outputs: []kio.Writer{list},
	}.Execute()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
