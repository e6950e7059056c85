// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"maps"
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// jobRuns says of each job whether it runs at an event.
type jobRuns struct {
	reading *reading
	event   *occurrence
	done    map[string]*jobRun
}

type jobRun struct {
	runs  truth
	doubt *tagscheme.Doubt
}

// statusFunction is what makes a job run although one that it needs did not.
var statusFunction = regexp.MustCompile(`(?i)\b(always|failure|cancelled)\s*\(`)

// of returns whether a job runs: its condition holds, and all that it needs run.
func (j *jobRuns) of(job *actionlint.Job) *jobRun {
	id := strings.ToLower(job.ID.Value)
	if run := j.done[id]; run != nil {
		return run
	}
	run := &jobRun{runs: no}
	j.done[id] = run // ends a circle, which GitHub refuses
	s := &scope{reading: j.reading, event: j.event, envs: []*actionlint.Env{j.reading.file.tree.Env}}
	runs, doubt := s.condition(job.If)
	if job.If == nil || !statusFunction.MatchString(job.If.Value) {
		for _, name := range job.Needs {
			needed := j.reading.file.tree.Jobs[strings.ToLower(name.Value)]
			if needed == nil || runs == no {
				continue
			}
			switch of := j.of(needed); of.runs {
			case no:
				runs, doubt = no, nil
			case maybe:
				runs = maybe
				if doubt == nil {
					doubt = of.doubt
				}
			}
		}
	}
	run.runs, run.doubt = runs, doubt
	return run
}

// job notes what a job pushes at an event.
func (r *reading) job(o *occurrence, job *actionlint.Job, runs *jobRuns) {
	run := runs.of(job)
	before := r.idle
	defer func() { r.idle = before }()
	r.idle = r.idle || run.runs == no
	if job.WorkflowCall != nil {
		uses := job.WorkflowCall.Uses
		r.any(o, &tagscheme.Doubt{Why: "what a reusable workflow pushes is not looked at", Expression: uses.Value, Place: r.file.at(uses.Pos, uses.Value)})
		return
	}
	s := &scope{reading: r, event: o, envs: []*actionlint.Env{r.file.tree.Env, job.Env}}
	combinations, doubt := s.combinations(job)
	for _, matrix := range combinations {
		r.steps(o, job, matrix, []*tagscheme.Doubt{run.doubt, doubt})
	}
}

// steps notes what the steps of a job push, for one combination of its matrix.
func (r *reading) steps(o *occurrence, job *actionlint.Job, matrix map[string]value, doubts []*tagscheme.Doubt) {
	run := &jobState{steps: map[string]*metadata{}}
	for _, step := range job.Steps {
		if r.work++; r.work > maxWork {
			r.idle = false // whoever set it sets it back
			for _, e := range tagscheme.Events {
				r.add(anything(e, &tagscheme.Doubt{Why: "the workflow is too large to be looked at", Place: r.file.at(job.Pos, "")}), "")
			}
			return
		}
		s := &scope{
			reading: r, event: o, matrix: matrix, steps: run.steps, written: run.written, job: job,
			envs: []*actionlint.Env{r.file.tree.Env, job.Env, step.Env},
		}
		runs, doubt := s.condition(step.If)
		if runs == no {
			if _, isAction := step.Exec.(*actionlint.ExecAction); !isAction || r.idle {
				continue
			}
			r.idle = true
			s.step(step, &jobState{steps: maps.Clone(run.steps), last: run.last}, []*tagscheme.Doubt{doubt})
			r.idle = false
			continue
		}
		s.step(step, run, append([]*tagscheme.Doubt{doubt}, doubts...))
	}
}

// jobState is what the steps of a job leave behind.
type jobState struct {
	steps map[string]*metadata
	last  *metadata
	// written are the lines of scripts that write to GITHUB_ENV, in lower case.
	written string
}
