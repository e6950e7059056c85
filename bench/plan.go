// SPDX-License-Identifier: Apache-2.0

package main

// plan says what is measured, and how often.
type plan struct {
	sizes []int
	// rounds are the runs of each program at each size; large is the size from which on the peers have largeRounds.
	rounds, large, largeRounds int
	// starts are the runs for the start-up.
	starts int
}

var (
	whole = plan{sizes: []int{1, 100, 1000, 10000}, rounds: 5, large: 10000, largeRounds: 3, starts: 61}
	short = plan{sizes: []int{1, 100}, rounds: 3, large: 10000, largeRounds: 3, starts: 31}
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
