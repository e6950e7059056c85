// SPDX-License-Identifier: Apache-2.0

// Command e2e shows the product's promises on live objects: it builds and boots a real API server and a real Argo CD, and runs
// cases on them.
//
//	go -C e2e run .                      # all cases
//	go -C e2e run . --only secrets,token # some of them, by name or by group
//	go -C e2e run . --fault token-role   # one case with its fault planted: it must fail
//	go -C e2e run . --faults-of-day 3    # all cases, then three of them with their faults, others each day
//	go -C e2e run . --scale 200          # how long 200 Projects take, see docs/scale.md
//
// `make e2e` is the same with ONLY, FAULT and FAULTS_OF_DAY. The exit status is 0 when every promise held, 1 when a case failed, also when it failed because its fault was planted, and 2 when
// nothing can be said: the rig did not come up, a case could not do its work, or a planted fault was not noticed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/cases"
	"github.com/fairlead-krm/fairlead/e2e/progress"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

const (
	allHeld = iota
	failed
	unknown
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are what the command line says.
type options struct {
	only, fault string
	faultsOfDay int
	date        string
	list, keep  bool
	// scale is how many Projects are measured in the place of the cases, 0 for none, and docs the page that gets the figures.
	scale int
	docs  string
}

func run(args []string, stdout, stderr *os.File) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flags := flag.NewFlagSet("e2e", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.only, "only", "", "run these cases, by name or group, separated by commas")
	flags.StringVar(&o.fault, "fault", "", "run this case with its fault planted: it must fail")
	flags.IntVar(&o.faultsOfDay, "faults-of-day", 0, "after the cases, run so many of them with their faults planted, others each day")
	flags.StringVar(&o.date, "date", "", "the day for --faults-of-day, as 2006-01-02 (default today)")
	flags.BoolVar(&o.list, "list", false, "list the cases and their faults, and run nothing")
	flags.IntVar(&o.scale, "scale", 0, "measure so many Projects, in the place of the cases")
	flags.StringVar(&o.docs, "docs", "", "write the figures of --scale into this page")
	flags.BoolVar(&o.keep, "keep", false, "leave the rig running after the cases until interrupted")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return allHeld
	} else if err != nil {
		return unknown
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "e2e: unexpected %q: cases are chosen by --only\n", flags.Arg(0))
		return unknown
	}
	if o.list {
		list(stdout)
		return allHeld
	}
	status, err := o.run(ctx, stdout)
	if err != nil {
		fmt.Fprintln(stderr, "e2e:", err)
	}
	return status
}

// list prints every case, its promise and its fault.
func list(w io.Writer) {
	for _, c := range cases.All {
		fmt.Fprintf(w, "%s\n    %s\n    fault: %s\n", c.Name, c.Shows, c.Fault.Plants)
	}
}

// plan is what is run: cases as they are, then cases with their faults.
type plan struct{ honest, planted []suite.Case }

func (o options) plan() (plan, error) {
	var p plan
	var err error
	day := time.Now().UTC()
	if o.date != "" {
		if day, err = time.Parse(time.DateOnly, o.date); err != nil {
			return p, fmt.Errorf("--date %q: a day is written 2006-01-02", o.date)
		}
	}
	if o.fault != "" {
		if o.only != "" || o.faultsOfDay > 0 {
			return p, errors.New("--fault names its case itself: leave out --only and --faults-of-day")
		}
		p.planted, err = suite.Choose(cases.All, []string{o.fault})
		if err == nil && (len(p.planted) != 1 || p.planted[0].Name != o.fault) {
			err = fmt.Errorf("--fault %s: name one case: %s", o.fault, strings.Join(suite.Names(p.planted), ", "))
		}
		return p, err
	}
	var names []string
	if o.only != "" {
		names = strings.Split(o.only, ",")
	}
	if p.honest, err = suite.Choose(cases.All, names); err != nil {
		return p, err
	}
	p.planted = suite.OfDay(p.honest, o.faultsOfDay, day)
	return p, nil
}

func (o options) run(ctx context.Context, stdout *os.File) (status int, err error) {
	p, err := o.plan()
	if err != nil {
		return unknown, err
	}
	if o.docs != "" && o.scale <= 0 {
		return unknown, errors.New("--docs: there are no figures without --scale")
	}
	var figures cases.Figures
	if o.scale > 0 {
		p = plan{honest: []suite.Case{cases.Scale(o.scale, &figures)}}
	}
	root, err := repositoryRoot()
	if err != nil {
		return unknown, err
	}
	screen := progress.New(stdout)
	runner := suite.New(screen)
	if runner.Rig, err = rig.Boot(ctx, root, screen); err != nil {
		return unknown, err
	}
	defer func() {
		asExpected := status == allHeld || status == failed && o.fault != ""
		logs, stopped := runner.Rig.Stop(!asExpected)
		err = errors.Join(err, stopped)
		if logs != "" {
			screen.Print("the logs of this run are in %s", logs)
		}
	}()
	for i, c := range append(p.honest[:len(p.honest):len(p.honest)], p.planted...) {
		if ctx.Err() == nil {
			runner.Run(ctx, c, i >= len(p.honest))
		}
	}
	screen.Print("\n%s", runner.Table())
	status = o.status(runner.Outcomes)
	if o.docs != "" && status == allHeld && ctx.Err() == nil {
		if err := writeFigures(o.docs, figures); err != nil {
			return unknown, err
		}
	}
	if o.fault != "" && status == failed {
		screen.Print("%s fails, as it has to: %s", o.fault, p.planted[0].Fault.Plants)
	}
	if o.keep && ctx.Err() == nil {
		screen.Print("the rig goes on until it is interrupted:\n  export KUBECONFIG=%s\n  Argo CD: %s, user %s, password %s", runner.Rig.Kubeconfig, runner.Rig.Argo.URL(), runner.Rig.Argo.User, runner.Rig.Argo.Password)
		<-ctx.Done()
	}
	if err := context.Cause(ctx); err != nil && !o.keep {
		return unknown, err
	}
	return status, nil
}

// status is the exit status that the outcomes ask for.
func (o options) status(outcomes []suite.Outcome) int {
	status := allHeld
	for _, outcome := range outcomes {
		switch {
		case !outcome.OK() && (outcome.Planted || len(outcome.Breakages) > 0):
			return unknown
		case !outcome.OK(), o.fault != "":
			status = failed
		}
	}
	return status
}

// repositoryRoot finds the product in the working directory or above it.
func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "e2e", "tools", "argocd", "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("run it in the repository, as `make e2e` or `go -C e2e run .`")
		}
	}
}
