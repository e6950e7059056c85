// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// cpu is the median CPU time of some runs.
func cpu(runs []cost) time.Duration {
	return time.Duration(median(runs, func(c cost) int64 { return int64(c.cpu) }))
}

// peak is the median peak memory of some runs, in bytes.
func peak(runs []cost) int64 {
	return median(runs, func(c cost) int64 { return c.peak })
}

func median(runs []cost, value func(cost) int64) int64 {
	if len(runs) == 0 {
		return 0
	}
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b cost) int { return cmp.Compare(value(a), value(b)) })
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return value(sorted[half])
	}
	return (value(sorted[half-1]) + value(sorted[half])) / 2
}

// exponent is e where cost grows like n to the power of e, from one size to another; NaN without runs of both.
func exponent(from, to int, small, large time.Duration) float64 {
	if small == 0 || large == 0 {
		return math.NaN()
	}
	return math.Log(float64(large)/float64(small)) / math.Log(float64(to)/float64(from))
}

// ratio is a/b; NaN where one of them was not measured.
func ratio[T ~int64](a, b T) float64 {
	if a == 0 || b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}
