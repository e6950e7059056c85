// SPDX-License-Identifier: Apache-2.0

// Package command is the command line of Fairlead: one file per command, each a thin face on the packages below. It reads
// arguments, prints for people, and decides the exit status; what a command does stands elsewhere.
package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

// Version is the version of this build. A release sets it by -ldflags.
var Version = "devel"

// Short is what the product does, in one line.
const Short = "Deliver repositories to a k3s cluster through Argo CD, and let nothing fail silently"

// Docs finds the documentation of a function: the text of a file of its folder, README.md or metadata.yaml.
type Docs func(function, file string) []byte

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
	docs     Docs
	// blueprint is what init lays down: the files of a package that a person edits.
	blueprint fs.FS
}

// errFailed ends a command whose findings are already printed.
var errFailed = errors.New("failed")

// statusError ends a command with an exit status of its own.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// Main runs the process: called by a function's name it is that function, called by wrapper.Name it is a kustomize, and
// otherwise the command. It returns the exit status: 0; 1 where something was found or went wrong; 2 where validate,
// conformance, images, status or kustomize could not run.
func Main(docs Docs, blueprint fs.FS) int {
	krm.LiveShortly()
	s := streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, docs: docs, blueprint: blueprint}
	name := filepath.Base(os.Args[0])
	if f, ok := function(name, docs); ok {
		return f.Main(os.Args[1:], s.in, s.out, s.err)
	}
	if name == wrapper.Name {
		return s.asKustomize(os.Args[1:])
	}
	return s.run(os.Args[1:])
}

func (s streams) run(args []string) int {
	root := s.root()
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.Execute()
	status := 1
	if with := (*statusError)(nil); errors.As(err, &with) {
		status = with.status
	}
	switch {
	case err == nil:
		return 0
	case !errors.Is(err, errFailed):
		fmt.Fprintf(s.err, "error: %v\n", err)
	}
	return status
}

func (s streams) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "fairlead",
		Short: Short,
		Long: `Fairlead makes, from one small file per project, everything that Argo CD, Argo CD Image Updater and a pipeline need to
deliver it: annotated Applications, AppProjects, accounts and policies, ignoreDifferences and Secret examples.`,
		Version:       Version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(s.init(), s.render(), s.validate(), s.rule(), s.explain(), s.images(), s.fn(), s.kustomize(), s.conformance(), s.install(), s.scaffold(), s.status(), s.pin())
	return root
}
