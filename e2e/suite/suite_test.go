// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

var some = []Case{{Name: "a"}, {Name: "b-one"}, {Name: "b-two"}, {Name: "c"}, {Name: "d"}}

func TestChoose(t *testing.T) {
	for names, want := range map[string]string{"": "a b-one b-two c d", "b": "b-one b-two", "c,b-one": "b-one c"} {
		var list []string
		if names != "" {
			list = strings.Split(names, ",")
		}
		chosen, err := Choose(some, list)
		assert.NilError(t, err)
		assert.Equal(t, strings.Join(Names(chosen), " "), want)
	}
	_, err := Choose(some, []string{"e"})
	assert.ErrorContains(t, err, `there is no case "e"; there are: a, b-one`)
}

// TestOfDayReachesEveryCase holds that the fault of every case is planted within a few days, and that a day repeats itself.
func TestOfDayReachesEveryCase(t *testing.T) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	reached := map[string]bool{}
	for i := range len(some) {
		on := day.AddDate(0, 0, i)
		chosen := Names(OfDay(some, 2, on))
		assert.Equal(t, len(chosen), 2)
		assert.Check(t, chosen[0] != chosen[1])
		assert.DeepEqual(t, chosen, Names(OfDay(some, 2, on.Add(23*time.Hour))))
		for _, name := range chosen {
			reached[name] = true
		}
	}
	assert.Equal(t, len(reached), len(some))
	assert.Equal(t, len(OfDay(some, 9, day)), len(some))
	assert.Equal(t, len(OfDay(some, 0, day)), 0)
}

func TestAPlantedFaultMustFailAsItSays(t *testing.T) {
	c := Case{Fault: Fault{Plants: "x", Fails: "the value"}}
	for _, test := range []struct {
		name     string
		outcome  Outcome
		ok       bool
		complain string
	}{
		{"as it says", Outcome{Failures: []string{"at first: the value is gone"}}, true, ""},
		{"as it says, and broken afterwards", Outcome{Failures: []string{"the value"}, Breakages: []string{"late"}}, true, ""},
		{"otherwise", Outcome{Failures: []string{"something"}}, false, "but not with"},
		{"broken", Outcome{Breakages: []string{"the value"}}, false, "broke before"},
		{"passed", Outcome{}, false, "in spite of"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.outcome.Case, test.outcome.Planted = c, true
			assert.Equal(t, test.outcome.OK(), test.ok)
			assert.Check(t, strings.Contains(test.outcome.noticed(), test.complain))
		})
	}
	assert.Check(t, Outcome{}.OK())
	assert.Check(t, !Outcome{Failures: []string{"x"}}.OK())
	assert.Check(t, !Outcome{Breakages: []string{"x"}}.OK())
}

func TestValuesAreMasked(t *testing.T) {
	var v values
	v.add("topsecret")
	text := v.mask(fmt.Sprintf("a topsecret and %s", base64.StdEncoding.EncodeToString([]byte("topsecret"))))
	assert.Equal(t, text, "a <value> and <value>")
}
