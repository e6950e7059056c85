// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
)

// Function is a KRM function.
type Function struct {
	// Name as in `generate-delivery`.
	Name string
	// Run reads and changes the list and reports what it finds. It returns an error only where it cannot do its work;
	// what is wrong with the input is a Result.
	Run func(*ResourceList) error
	// Readme and Metadata are the function's README.md and metadata.yaml: what --help and --doc print.
	Readme, Metadata []byte
}

// Main runs a function as the process does and returns its exit status: 0, or 1 on an error-severity result and
// wherever the function could not run.
func Main(f Function) int {
	LiveShortly()
	return f.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// LiveShortly tells the runtime that this process reads one input and ends: collecting garbage later costs memory that
// is given back a moment later, and saves a third of the time. The heap stays bounded by the input.
func LiveShortly() { debug.SetGCPercent(800) }

// Main is Main with the process made explicit. args are those after the program's name: none, --help or --doc.
func (f Function) Main(args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	defer func() {
		if v := recover(); v != nil { // of the parser, or of what makes a new item
			status = f.fail(stderr, errors.New(panicText(v)))
		}
	}()
	if len(args) > 0 {
		return f.document(args, stdout, stderr)
	}
	in, err := readAll(stdin)
	if err != nil {
		return f.fail(stderr, err)
	}
	list, err := Read(in)
	if err != nil {
		return f.fail(stderr, err)
	}
	f.Apply(list)
	failed := Failed(list.Results)
	SortResults(list.Results)
	for _, r := range list.Results {
		fmt.Fprintln(stderr, r)
	}
	out := bufio.NewWriterSize(stdout, 1<<16)
	if failed {
		err = list.WriteAsCame(out)
	} else {
		err = list.Write(out)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return f.fail(stderr, fmt.Errorf("writing the ResourceList: %w", err))
	}
	if failed {
		return 1
	}
	return 0
}

// Apply runs the function on a list: the checks that every function makes, then its own work. What goes wrong,
// a panic included, ends as a result of the list.
func (f Function) Apply(list *ResourceList) {
	defer func() {
		if v := recover(); v != nil {
			list.Report(Result{Message: f.Name + " " + panicText(v), Rule: "internal-error"})
		}
	}()
	list.Report(secretsWithValues(list)...)
	list.Report(list.listedAsGenerator()...)
	if Failed(list.Results) {
		return
	}
	if err := f.Run(list); err != nil {
		list.Report(Result{Message: err.Error()})
	}
	if !Failed(list.Results) {
		list.markRun()
	}
}

// panicText words a panic. Only the runtime's own words are shown: what was being read may be a Secret.
func panicText(v any) string {
	text := "panic"
	if err, ok := v.(runtime.Error); ok {
		text = err.Error()
	}
	return "stopped on a mistake of its own: " + text + "; please report it"
}

func (f Function) fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "error: %s: %s\n", f.Name, oneLine(err.Error()))
	return 1
}

// readAll reads what Read accepts, and one byte more so that Read can refuse it.
func readAll(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if file, ok := r.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && info.Size() < MaxInput {
			b.Grow(int(info.Size()) + bytes.MinRead)
		}
	}
	if _, err := b.ReadFrom(io.LimitReader(r, MaxInput+1)); err != nil {
		return nil, fmt.Errorf("reading stdin: %w", err)
	}
	return b.Bytes(), nil
}
