// SPDX-License-Identifier: Apache-2.0

// Package conformance finds out which clauses of the KRM functions specification a function keeps, whoever wrote it and in
// whatever language: it sends lists to the function and compares what comes back. It knows nothing of what the function
// is for, so it judges only what no function may do, and says of the rest that it was not tried.
package conformance

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
)

// Level says what a broken clause means.
type Level string

// Levels, as in RFC 2119. Own is what Fairlead promises of its functions, and nobody else has to.
const (
	Must   Level = "must"
	Should Level = "should"
	Own    Level = "own"
)

// Source is where a clause comes from.
type Source string

// Sources. Practice is what kpt and kustomize demand, which the specification does not say.
const (
	Specification Source = "specification"
	Practice      Source = "kpt and kustomize"
	Fairlead      Source = "Fairlead"
)

// SpecificationURL is the KRM functions specification.
const SpecificationURL = "https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md"

// Verdict on a clause.
type Verdict string

// Verdicts. NotTried: no list led the function to where the clause says something. NotApplicable: it says nothing about
// this kind of function.
const (
	Kept          Verdict = "kept"
	Broken        Verdict = "broken"
	NotApplicable Verdict = "not applicable"
	NotTried      Verdict = "not tried"
)

// Clause is one thing that a function has to do. Verdict and Evidence are empty in what Clauses returns.
type Clause struct {
	ID       string  `json:"id"`
	Level    Level   `json:"level"`
	Source   Source  `json:"source"`
	Title    string  `json:"title"`
	Verdict  Verdict `json:"verdict,omitempty"`
	Evidence string  `json:"evidence,omitempty"`
}

// Outcome is what a process leaves behind.
type Outcome struct {
	Code           int
	Stdout, Stderr string
}

// Exec runs the function once. An error means that it could not be run or did not end, not that it failed.
type Exec func(ctx context.Context, in []byte, args ...string) (Outcome, error)

// Target is a function to judge.
type Target struct {
	Exec Exec
	// Container says that Exec runs an image, as Image does.
	Container bool
}

// List is a ResourceList to try a function with. Name is what evidence calls it.
type List struct {
	Name string
	Text []byte
}

// Clauses returns all clauses in the order in which they are reported.
func Clauses() []Clause {
	all := make([]Clause, len(clauses))
	for i, c := range clauses {
		all[i] = c.Clause
	}
	return all
}

// Run judges a function by what it makes of the lists and of changed copies of them. The error is that of target.Exec, or
// says which list is none.
func Run(ctx context.Context, target Target, lists []List) ([]Clause, error) {
	r := &runner{ctx: ctx, Target: target, done: map[[sha256.Size]byte]Outcome{}}
	var subjects []*subject
	for _, l := range lists {
		s, err := r.subject(l)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, s)
	}
	if f := starts(r); f.verdict == Broken {
		return stopped(f), r.err
	}
	judged := Clauses()
	for i, c := range clauses {
		var found []finding
		if c.once != nil {
			found = append(found, c.once(r))
		} else {
			for _, s := range subjects {
				f := c.judge(s)
				f.evidence = s.name + ": " + f.evidence
				found = append(found, f)
			}
		}
		if r.err != nil {
			return nil, r.err
		}
		judged[i].Verdict, judged[i].Evidence = sum(found)
	}
	return judged, nil
}

// starts judges whether a container can be run at all.
func starts(r *runner) finding {
	if !r.Container {
		return finding{NotApplicable, "an executable was tried, not an image"}
	}
	out := r.call(BuiltIn()[2].Text)
	if out.Code >= 125 && out.Code <= 127 && !isList(out) { // of podman and docker
		return broken("exit status %d%s", out.Code, said(out))
	}
	return kept("exit status %d", out.Code)
}

// stopped is the judgement of a container that does not start.
func stopped(why finding) []Clause {
	judged := Clauses()
	for i := range judged {
		judged[i].Verdict, judged[i].Evidence = NotTried, "the container does not start"
		if judged[i].ID == containerStarts {
			judged[i].Verdict, judged[i].Evidence = why.verdict, why.evidence
		}
	}
	return judged
}

// Accepted reports whether the function read one list at least: without that, little was tried.
func Accepted(judged []Clause) bool {
	for _, c := range judged {
		if c.ID == acceptsYAML {
			return c.Verdict != NotTried
		}
	}
	return false
}

// finding is the verdict on one list.
type finding struct {
	verdict  Verdict
	evidence string
}

func kept(format string, args ...any) finding   { return finding{Kept, fmt.Sprintf(format, args...)} }
func broken(format string, args ...any) finding { return finding{Broken, fmt.Sprintf(format, args...)} }
func untried(format string, args ...any) finding {
	return finding{NotTried, fmt.Sprintf(format, args...)}
}

// sum joins the verdicts on all lists: the gravest, with its first evidence.
func sum(found []finding) (Verdict, string) {
	for _, v := range []Verdict{Broken, Kept, NotTried} {
		n, first := 0, ""
		for _, f := range found {
			if f.verdict == v {
				if n++; n == 1 {
					first = f.evidence
				}
			}
		}
		if n > 1 {
			return v, fmt.Sprintf("%s (and %d more)", first, n-1)
		}
		if n == 1 {
			return v, first
		}
	}
	if len(found) == 0 {
		return NotTried, "no list was given"
	}
	return found[0].verdict, found[0].evidence
}

// runner runs the function, each input once.
type runner struct {
	Target
	ctx  context.Context
	done map[[sha256.Size]byte]Outcome
	err  error // the first one; nothing is run after it
}

func (r *runner) call(in []byte, args ...string) Outcome {
	key := sha256.Sum256([]byte(strings.Join(args, "\x00") + "\x00\x00" + string(in)))
	if out, ok := r.done[key]; ok {
		return out
	}
	out := r.fresh(in, args...)
	r.done[key] = out
	return out
}

// fresh runs what may have been run before.
func (r *runner) fresh(in []byte, args ...string) Outcome {
	if r.err != nil {
		return Outcome{}
	}
	out, err := r.Exec(r.ctx, in, args...)
	if err != nil {
		r.err = err
	}
	return out
}
