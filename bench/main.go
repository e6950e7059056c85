// SPDX-License-Identifier: Apache-2.0

// Command bench compares generate-delivery with two peers that make the same resources: a KRM function written on kyaml
// (peer-kyaml) and a chart for `helm template` (peer-chart); and `fairlead validate` with kubeconform. It builds them all,
// compares what they make and find, and then measures them in turns, so that a busy machine is busy for all of them.
//
//	go -C bench run . [--n 1,100,1000] [--quick] [--validating] [--docs FILE]
//
// It fails where outputs differ, or where one of the two does not find what is planted, and never because of time.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	p := whole
	sizes := flag.String("n", "", "numbers of Projects, as in 1,100,1000")
	quick := flag.Bool("quick", false, "fewer runs, of up to 100 Projects")
	validating := flag.Bool("validating", false, "measure validating and proving alone")
	docs := flag.String("docs", "", "write the table to this Markdown `FILE`, after a whole run")
	flag.Parse()
	if *quick {
		p = short
	}
	err := p.setSizes(*sizes)
	if err == nil && *docs != "" && (*quick || *validating || *sizes != "") {
		err = fmt.Errorf("--docs holds the numbers of a whole run: leave out --n, --quick and --validating")
	}
	if *validating {
		p = p.validating()
	}
	if err == nil {
		err = bench(p, *docs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (p *plan) setSizes(list string) error {
	if list == "" {
		return nil
	}
	p.sizes = nil
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return fmt.Errorf("--n %q must be numbers of Projects with commas between them", list)
		}
		p.sizes = append(p.sizes, n)
	}
	return nil
}

func bench(p plan, docs string) error {
	w, err := build(p)
	if err != nil {
		return err
	}
	if err := w.prepare(p); err != nil {
		return err
	}
	if err := w.prepareValidation(); err != nil {
		return err
	}
	if err := w.prepareProofs(); err != nil {
		return err
	}
	m, err := w.measure(p)
	if err != nil {
		return err
	}
	fmt.Print(m.text())
	if docs == "" {
		return nil
	}
	return os.WriteFile(docs, m.markdown(), 0o644)
}
