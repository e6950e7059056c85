// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	runs := []cost{{cpu: 9, peak: 1}, {cpu: 1, peak: 5}, {cpu: 3, peak: 3}}
	if got := cpu(runs); got != 3 {
		t.Errorf("odd: got %d, want 3", got)
	}
	if got := cpu(runs[:2]); got != 5 {
		t.Errorf("even: got %d, want 5", got)
	}
	if got := peak(runs); got != 3 {
		t.Errorf("peak: got %d, want 3", got)
	}
	if got := cpu(nil); got != 0 {
		t.Errorf("none: got %d, want 0", got)
	}
}

func TestExponent(t *testing.T) {
	for want, large := range map[float64]time.Duration{0: 10, 1: 1000, 2: 100000} {
		if got := exponent(100, 10000, 10, large); math.Abs(got-want) > 1e-9 {
			t.Errorf("10 to %d: got %f, want %f", large, got, want)
		}
	}
}

func TestWhatWasNotMeasured(t *testing.T) {
	row := goals()[0].row(&measured{})
	if row[2] != "-" || row[3] != "not measured" {
		t.Errorf("got %q", row)
	}
}
