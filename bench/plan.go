// SPDX-License-Identifier: Apache-2.0

package main

// plan says what is measured, and how often.
type plan struct {
	sizes []int
	// rounds are the runs of each program at each size; large is the size from which on the peers have largeRounds.
	rounds, large, largeRounds int
	// starts are the runs for the start-up.
	starts int
	// validations are the runs of each program that validates.
	validations int
}

var (
	whole = plan{sizes: []int{1, 100, 1000, 10000}, rounds: 5, large: 10000, largeRounds: 3, starts: 61, validations: 11}
	short = plan{sizes: []int{1, 100}, rounds: 3, large: 10000, largeRounds: 3, starts: 31, validations: 3}
)

// compared is the largest size at which outputs are compared value by value. Above it resources are counted.
const compared = 1000

// runs returns the number of runs of a program at a size.
func (p plan) runs(t tool, n int) int {
	if n >= p.large && t.peer {
		return p.largeRounds
	}
	return p.rounds
}

// validating returns the part of the plan in which nothing is generated: what is validated, and proved.
func (p plan) validating() plan { return plan{validations: p.validations, rounds: p.rounds} }

// generates reports whether generating is measured.
func (p plan) generates() bool { return len(p.sizes) > 0 }
