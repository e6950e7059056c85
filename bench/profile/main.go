// SPDX-License-Identifier: Apache-2.0

// Command profile runs generate-delivery, or what fairlead validate does, in this process, again and again, and writes
// profiles of it for `go tool pprof`.
//
//	go -C bench run ./profile --n 1000 --render second --cpu cpu.prof --memory memory.prof
//	go -C bench run ./profile --validate annotations --n 5000
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"github.com/fairlead-krm/fairlead/bench/input"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func main() {
	n := flag.Int("n", 1000, "number of Projects, or of objects to validate")
	render := flag.String("render", "first", "first or second")
	validated := flag.String("validate", "", "validate objects with their settings in \"annotations\" or \"resource\"")
	repeat := flag.Int("repeat", 20, "number of runs")
	cpu := flag.String("cpu", "cpu.prof", "`FILE` for the CPU profile")
	memory := flag.String("memory", "memory.prof", "`FILE` for the profile of allocations")
	flag.Parse()
	what, work, err := generating(*n, *render)
	if *validated != "" {
		what, work, err = validating(*n, *validated)
	}
	if err == nil {
		err = profile(what, work, *repeat, *cpu, *memory)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(1)
	}
}

// generating returns the work of generate-delivery, and what it is.
func generating(n int, render string) (what string, work func() error, err error) {
	debug.SetGCPercent(800) // as the function's own main does
	in := input.ResourceList(n)
	if render == "second" {
		var out bytes.Buffer
		if err := run(in, &out); err != nil {
			return "", nil, err
		}
		in = out.Bytes()
	}
	return fmt.Sprintf("%s render of %d Projects", render, n), func() error { return run(in, io.Discard) }, nil
}

// validating returns the work of fairlead validate on a stream, but for the report, and what it is.
func validating(n int, settings string) (what string, work func() error, err error) {
	for _, s := range input.AllSettings() {
		if s.Name != settings {
			continue
		}
		var out bytes.Buffer
		if err := run(s.Distinct(n), &out); err != nil {
			return "", nil, err
		}
		stream, _ := input.Stream(out.Bytes(), n)
		o := check.Options{ArgoCD: input.ArgoCD, ImageUpdater: s.ImageUpdater, Now: time.Now()}
		return fmt.Sprintf("validating %d objects, settings in %s", n, settings), func() error { return validate(stream, o) }, nil
	}
	return "", nil, fmt.Errorf("--validate %q must be annotations or resource", settings)
}

func validate(stream []byte, o check.Options) error {
	var docs []krm.Document
	for _, d := range folder.Split("stdin", stream) {
		docs = append(docs, krm.Document{Path: d.Path, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
	}
	list, results := krm.FromForeign(docs)
	if results = append(results, check.Run(list, o)...); len(results) > 0 {
		return fmt.Errorf("%d findings, such as %s", len(results), results[0])
	}
	return nil
}

func profile(what string, work func() error, repeat int, cpu, memory string) error {
	runtime.MemProfileRate = 64 << 10
	file, err := os.Create(cpu)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	for range repeat {
		if err := work(); err != nil {
			return err
		}
	}
	took := time.Since(began)
	pprof.StopCPUProfile()
	runtime.ReadMemStats(&after)
	runs := uint64(repeat)
	fmt.Printf("%s: %v, %d KiB in %d allocations, for each of %d runs\n", what,
		took/time.Duration(repeat), (after.TotalAlloc-before.TotalAlloc)/runs>>10, (after.Mallocs-before.Mallocs)/runs, repeat)
	heap, err := os.Create(memory)
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(heap, 0), heap.Close(), file.Close())
}

func run(in []byte, out io.Writer) error {
	var stderr bytes.Buffer
	f := krm.Function{Name: generate.DeliveryName, Run: generate.Delivery}
	if status := f.Main(nil, bytes.NewReader(in), out, &stderr); status != 0 {
		return fmt.Errorf("exit status %d: %s", status, stderr.Bytes())
	}
	return nil
}
