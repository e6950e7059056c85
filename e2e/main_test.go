// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/e2e/cases"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

func TestStatus(t *testing.T) {
	held := suite.Outcome{}
	wrong := suite.Outcome{Failures: []string{"x"}}
	broken := suite.Outcome{Breakages: []string{"x"}}
	c := suite.Case{Fault: suite.Fault{Fails: "x"}}
	noticed := suite.Outcome{Case: c, Planted: true, Failures: []string{"x"}}
	missed := suite.Outcome{Case: c, Planted: true}
	for _, test := range []struct {
		name     string
		fault    string
		outcomes []suite.Outcome
		want     int
	}{
		{"all held", "", []suite.Outcome{held, held}, allHeld},
		{"one failed", "", []suite.Outcome{wrong, held}, failed},
		{"one could not work", "", []suite.Outcome{wrong, broken}, unknown},
		{"all held and the faults of the day were noticed", "", []suite.Outcome{held, noticed}, allHeld},
		{"a fault of the day was missed", "", []suite.Outcome{held, missed}, unknown},
		{"the fault was noticed", "c", []suite.Outcome{noticed}, failed},
		{"the fault was missed", "c", []suite.Outcome{missed}, unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, options{fault: test.fault}.status(test.outcomes), test.want)
		})
	}
}

func TestPlan(t *testing.T) {
	p, err := options{}.plan()
	assert.NilError(t, err)
	assert.Equal(t, len(p.honest), len(cases.All))
	assert.Equal(t, len(p.planted), 0)

	p, err = options{only: "secrets,token", faultsOfDay: 3, date: "2026-11-23"}.plan()
	assert.NilError(t, err)
	assert.Equal(t, len(p.planted), 3)
	for _, c := range p.planted {
		assert.Check(t, strings.HasPrefix(c.Name, "secrets") || strings.HasPrefix(c.Name, "token"), c.Name)
	}

	p, err = options{fault: "token-account"}.plan()
	assert.NilError(t, err)
	assert.Equal(t, len(p.honest), 0)
	assert.DeepEqual(t, suite.Names(p.planted), []string{"token-account"})

	for message, o := range map[string]options{
		"name one case":               {fault: "secrets"},
		"there is no case \"tokens\"": {fault: "tokens"},
		"names its case itself":       {fault: "token-account", only: "token"},
		"a day is written":            {date: "yesterday"},
	} {
		_, err := o.plan()
		assert.ErrorContains(t, err, message)
	}
}
