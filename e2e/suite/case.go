// SPDX-License-Identifier: Apache-2.0

// Package suite runs cases, each of which shows one promise of the product on live objects, on one rig. A case can be
// told to plant its fault, and must fail then: that is how the cases themselves are tested.
package suite

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Case is one promise and how it is shown.
type Case struct {
	// Name is unique; what stands before its first "-" is its group.
	Name string
	// Shows is the promise, in one sentence.
	Shows string
	// Fault is what makes the case fail.
	Fault Fault
	// Limit is how long the case may take; 0 means DefaultLimit.
	Limit time.Duration
	// Run shows the promise. It plants its fault where T.Fault says so.
	Run func(t *T)
}

// Fault is one exact wrong thing, and how the case notices it.
type Fault struct {
	// Plants says what is wrong, as "the ignoreDifferences lose /stringData".
	Plants string
	// Fails is part of the message with which the case must fail; any other failure does not count.
	Fails string
}

// DefaultLimit is how long a case may take.
const DefaultLimit = 4 * time.Minute

// Choose returns the cases that are named, by name or by group, in their own order. None named means all.
func Choose(cases []Case, names []string) ([]Case, error) {
	var chosen []Case
	found := map[string]bool{}
	for _, c := range cases {
		group, _, _ := strings.Cut(c.Name, "-")
		if len(names) == 0 || slices.Contains(names, c.Name) || slices.Contains(names, group) {
			chosen = append(chosen, c)
			found[c.Name], found[group] = true, true
		}
	}
	for _, name := range names {
		if !found[name] {
			return nil, fmt.Errorf("there is no case %q; there are: %s", name, strings.Join(Names(cases), ", "))
		}
	}
	return chosen, nil
}

// Names are the names of cases.
func Names(cases []Case) []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.Name
	}
	return names
}

// OfDay returns n of the cases, others each day, so that in time the fault of each is planted. The same day gives the same.
func OfDay(cases []Case, n int, day time.Time) []Case {
	if n >= len(cases) {
		return cases
	}
	first := int(day.Unix()/86400) * n
	chosen := make([]Case, n)
	for i := range chosen {
		chosen[i] = cases[(first+i)%len(cases)]
	}
	return chosen
}
