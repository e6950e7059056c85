// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/xml"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

type testSuites struct {
	XMLName  xml.Name  `xml:"testsuites"`
	Tests    int       `xml:"tests,attr"`
	Failures int       `xml:"failures,attr"`
	Suite    testSuite `xml:"testsuite"`
}

type testSuite struct {
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Errors   int        `xml:"errors,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	File    string   `xml:"file,attr,omitempty"`
	Failure *failure `xml:"failure,omitempty"`
	Out     string   `xml:"system-out,omitempty"`
}

type failure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// noFile is the test case of what is about no file.
const noFile = "package"

// junit writes one test case for each file. It fails where a result is at least as grave as FailOn; the other results
// of the file are its output.
func (r *report) junit() {
	suite := testSuite{Name: "fairlead " + r.Command}
	place := map[string]int{}
	caseOf := func(file string) *testCase {
		i, ok := place[file]
		if !ok {
			i = len(suite.Cases)
			place[file] = i
			c := testCase{Class: "fairlead", Name: krm.OneLine(file), File: krm.OneLine(file)}
			if file == "" {
				c.Name = noFile
			}
			suite.Cases = append(suite.Cases, c)
		}
		return &suite.Cases[i]
	}
	for _, file := range r.Files {
		caseOf(file)
	}
	for _, result := range r.results {
		file := ""
		if result.File != nil {
			file = result.File.Path
		}
		c := caseOf(file)
		line := result.String()
		if value, ok := remedy(result); ok {
			line += "; remedy: " + krm.OneLine(value)
		}
		if !AtLeast(result, r.FailOn) {
			c.Out += line + "\n"
			continue
		}
		if c.Failure == nil {
			c.Failure = &failure{Type: result.Rule, Message: headline(result)}
			suite.Failures++
		}
		c.Failure.Text += line + "\n"
	}
	suite.Tests = len(suite.Cases)
	text, err := xml.MarshalIndent(testSuites{Tests: suite.Tests, Failures: suite.Failures, Suite: suite}, "", "  ")
	if err != nil {
		r.err = err
		return
	}
	r.printf("%s%s\n", strings.TrimSuffix(xml.Header, "\n")+"\n", text)
}
