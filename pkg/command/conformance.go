// SPDX-License-Identifier: Apache-2.0

package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/conformance"
)

// trial is one run of the command conformance.
type trial struct {
	streams
	image, config, format string
	inputs                []string
	list                  bool
	limit                 time.Duration
}

func (s streams) conformance() *cobra.Command {
	t := &trial{streams: s}
	cmd := &cobra.Command{
		Use:   "conformance [flags] {EXEC [ARGS…] | --image IMAGE [ARGS…]}",
		Short: "Find out which clauses of the KRM functions specification a function keeps, whoever wrote it",
		Long: `Run a KRM function, an executable or an image in any language, over a few lists and changed copies of them, and print
for each clause whether it is kept, with evidence. The clauses are those of the KRM functions specification, then what kpt
and kustomize demand and the specification does not say, then what Fairlead promises of its own functions.

The built-in lists are what kpt and kustomize send. Most functions do more with lists of their own (--input), and some do
nothing without a configuration (--function-config). What a list does not lead to is not tried, and never called broken.

An image is run as kpt runs it: by the engine that KPT_FN_RUNTIME names, else podman or docker, without network, as the user
nobody, and without new privileges. One that the engine does not have is pulled first. Flags come before EXEC: what follows is
the function's.

Exit status 0 where every "must" is kept or was not tried, 1 where one is broken, 2 where this could not run or the function
refused every list.`,
		Example: "  fairlead conformance ./my-function\n  fairlead conformance --function-config config.yaml node function.js\n" +
			"  fairlead conformance --image example.org/my-function:v1 --input list.yaml\n  fairlead conformance --list",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := t.check(args); err != nil {
				return cannotRun(err)
			}
			if t.list {
				return t.printClauses()
			}
			return t.run(cmd, args)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return cannotRun(err) })
	flags := cmd.Flags()
	flags.SetInterspersed(false)
	flags.StringVar(&t.image, "image", "", "the container image to try, in place of an executable")
	flags.StringArrayVar(&t.inputs, "input", nil, "a file with a ResourceList to try besides the built-in ones; may be repeated")
	flags.StringVar(&t.config, "function-config", "", "a file with the functionConfig of every list")
	flags.StringVar(&t.format, "format", "text", "how to report: text, json")
	flags.BoolVar(&t.list, "list", false, "print all clauses and where they come from, and run nothing")
	flags.DurationVar(&t.limit, "timeout", time.Minute, "how long one run of the function may take")
	return cmd
}

// check refuses flags and arguments that cannot be meant.
func (t *trial) check(args []string) error {
	switch {
	case t.format != "text" && t.format != "json":
		return fmt.Errorf("--format: %q must be one of text, json", t.format)
	case t.limit <= 0:
		return fmt.Errorf("--timeout: %s must be more than 0", t.limit)
	case !t.list && t.image == "" && len(args) == 0:
		return errors.New("conformance takes the executable to try, or --image")
	}
	return nil
}

func (t *trial) run(cmd *cobra.Command, args []string) error {
	lists, err := t.lists()
	if err != nil {
		return cannotRun(err)
	}
	target, err := t.target(cmd.Context(), args)
	if err != nil {
		return cannotRun(err)
	}
	judged, err := conformance.Run(cmd.Context(), target, lists)
	if err != nil {
		return cannotRun(err)
	}
	if err := t.print(judged); err != nil {
		return cannotRun(err)
	}
	for _, c := range judged {
		if c.Level == conformance.Must && c.Verdict == conformance.Broken {
			return errFailed
		}
	}
	if !conformance.Accepted(judged) {
		return cannotRun(errors.New("the function read no list, so that most was not tried: give it --function-config, or a list of its own with --input"))
	}
	return nil
}

func (t *trial) lists() ([]conformance.List, error) {
	lists := conformance.BuiltIn()
	for _, file := range t.inputs {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("--input: %w", err)
		}
		lists = append(lists, conformance.List{Name: file, Text: text})
	}
	if t.config == "" {
		return lists, nil
	}
	config, err := os.ReadFile(t.config)
	if err != nil {
		return nil, fmt.Errorf("--function-config: %w", err)
	}
	for i := range lists {
		if lists[i], err = conformance.WithFunctionConfig(lists[i], config); err != nil {
			return nil, fmt.Errorf("--function-config %s: %w", t.config, err)
		}
	}
	return lists, nil
}

func (t *trial) target(ctx context.Context, args []string) (conformance.Target, error) {
	if t.image == "" {
		return conformance.Target{Exec: conformance.Executable(t.limit, args[0], args[1:]...)}, nil
	}
	engine, err := conformance.Engine()
	if err != nil {
		return conformance.Target{}, err
	}
	if err := conformance.Pull(ctx, pullTime, engine, t.image); err != nil {
		return conformance.Target{}, err
	}
	return conformance.Target{Exec: conformance.Image(t.limit, engine, t.image, args...), Container: true}, nil
}

// pullTime is for getting an image of any size.
const pullTime = 10 * time.Minute

func (t *trial) print(judged []conformance.Clause) error {
	if t.format == "json" {
		return t.printJSON(judged)
	}
	count := map[conformance.Verdict]int{}
	var source conformance.Source
	for _, c := range judged {
		if c.Source != source {
			source = c.Source
			fmt.Fprintln(t.out, source)
		}
		count[c.Verdict]++
		fmt.Fprintf(t.out, "  %s  %-6s  %-24s  %s\n", t.paintVerdict(c), c.Level, c.ID, c.Evidence)
	}
	_, err := fmt.Fprintf(t.out, "%d kept, %d broken, %d not tried, %d not applicable; `fairlead conformance --list` says what each asks\n",
		count[conformance.Kept], count[conformance.Broken], count[conformance.NotTried], count[conformance.NotApplicable])
	return err
}

// paintVerdict returns the verdict as wide as the longest one.
func (t *trial) paintVerdict(c conformance.Clause) string {
	text := fmt.Sprintf("%-14s", c.Verdict)
	if !colored(t.out) {
		return text
	}
	switch {
	case c.Verdict == conformance.Kept:
		return green + text + reset
	case c.Verdict == conformance.Broken && c.Level == conformance.Must:
		return red + text + reset
	case c.Verdict == conformance.Broken:
		return yellow + text + reset
	}
	return text
}

func (t *trial) printClauses() error {
	if t.format == "json" {
		return t.printJSON(conformance.Clauses())
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, c := range conformance.Clauses() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.ID, c.Level, c.Source, c.Title)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing to stdout: %w", err)
	}
	return nil
}

func (t *trial) printJSON(clauses []conformance.Clause) error {
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(clauses)
}
