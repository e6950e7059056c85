// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"time"
)

// measured is what a benchmark found.
type measured struct {
	plan plan
	runs map[of][]cost
	// starts are runs of one Project, beside runs of a program that does nothing.
	starts      map[string][]cost
	validations map[validated][]cost
	proofs      map[proven][]cost
	took        time.Duration
}

// of names a series of runs.
type of struct {
	tool   string
	render render
	n      int
}

// measure runs all programs in turns, a round of all sizes after the other.
func (w *workshop) measure(p plan) (*measured, error) {
	m := &measured{plan: p, runs: map[of][]cost{}, starts: map[string][]cost{}, validations: map[validated][]cost{}, proofs: map[proven][]cost{}}
	began := time.Now()
	if p.generates() {
		if err := w.measureStarts(m); err != nil {
			return nil, err
		}
	}
	for round := range p.rounds {
		for _, n := range p.sizes {
			progress("round %d of %d, N=%d, first and second render:", round+1, p.rounds, n)
			for _, t := range w.tools {
				if round >= p.runs(t, n) {
					continue
				}
				progress(" %s", t.name)
				for _, r := range t.renders() {
					c, err := w.run(t, r, n, os.DevNull)
					if err != nil {
						return nil, err
					}
					progress(" %s", milliseconds(c.cpu))
					m.runs[of{t.name, r, n}] = append(m.runs[of{t.name, r, n}], c)
				}
				progress(" ms")
			}
			progress("\n")
		}
	}
	if err := w.measureValidation(m); err != nil {
		return nil, err
	}
	if err := w.measureProofs(m); err != nil {
		return nil, err
	}
	m.took = time.Since(began)
	return m, nil
}

// measureStarts measures what it costs to start, which is nearly all of what one Project costs.
func (w *workshop) measureStarts(m *measured) error {
	progress("start-up, %d rounds\n", m.plan.starts)
	if err := w.write(1); err != nil {
		return err
	}
	for range m.plan.starts {
		for _, t := range append([]tool{w.empty}, w.tools...) {
			c, err := w.run(t, first, 1, os.DevNull)
			if err != nil {
				return err
			}
			m.starts[t.name] = append(m.starts[t.name], c)
		}
	}
	return nil
}
