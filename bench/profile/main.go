// SPDX-License-Identifier: Apache-2.0

// Command profile runs generate-delivery in this process, again and again, and writes profiles of it for `go tool pprof`.
//
//	go -C bench run ./profile --n 1000 --render second --cpu cpu.prof --memory memory.prof
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
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func main() {
	n := flag.Int("n", 1000, "number of Projects")
	render := flag.String("render", "first", "first or second")
	repeat := flag.Int("repeat", 20, "number of runs")
	cpu := flag.String("cpu", "cpu.prof", "`FILE` for the CPU profile")
	memory := flag.String("memory", "memory.prof", "`FILE` for the profile of allocations")
	flag.Parse()
	if err := profile(*n, *render, *repeat, *cpu, *memory); err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(1)
	}
}

func profile(n int, render string, repeat int, cpu, memory string) error {
	debug.SetGCPercent(400) // as the function's own main does
	runtime.MemProfileRate = 64 << 10
	in := input.ResourceList(n)
	if render == "second" {
		var out bytes.Buffer
		if err := run(in, &out); err != nil {
			return err
		}
		in = out.Bytes()
	}
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
		if err := run(in, io.Discard); err != nil {
			return err
		}
	}
	took := time.Since(began)
	pprof.StopCPUProfile()
	runtime.ReadMemStats(&after)
	runs := uint64(repeat)
	fmt.Printf("%s render of %d Projects: %v, %d KiB in %d allocations, for each of %d runs\n", render, n,
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
