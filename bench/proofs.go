// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/fairlead-krm/fairlead/bench/input"
)

// provenProjects are how many Projects are validated with what generate-delivery makes of them.
const provenProjects = 1000

// proofWay is how much of the proofs a run does.
type proofWay string

// The ways: no rule that proves, all of them, and all of them with what they follow from.
const (
	rulesAlone proofWay = "rules alone"
	withProofs proofWay = "with proofs"
	explained  proofWay = "explained"
)

var proofWays = [...]proofWay{rulesAlone, withProofs, explained}

// proofRules are the rules that prove something of Projects.
var proofRules = [...]string{"ci-account-may-more", "ci-account-may-not-sync", "ci-account-shared", "secret-can-be-lost"}

// pipelines are who the pipelines are: one account of all, or a role of each AppProject.
var pipelines = map[string]func() []byte{
	"one account": func() []byte { return input.ResourceList(provenProjects) },
	"roles":       func() []byte { return input.Annotations.Distinct(provenProjects * 3) },
}

// pipelineNames are its keys, in the order of the tables.
var pipelineNames = [...]string{"one account", "roles"}

// proven names a series of runs.
type proven struct {
	pipelines string
	way       proofWay
}

func (w *workshop) proofInput(name string) string {
	return w.path("proofs-" + strings.ReplaceAll(name, " ", "-") + ".yaml")
}

func (w *workshop) proofCommand(way proofWay) []string {
	command := []string{w.path("fairlead"), "validate"}
	switch way {
	case rulesAlone:
		command = append(command, "--config", w.path("rules-alone.yaml"))
	case explained:
		command = append(command, "--explain-proof")
	}
	return append(command, "-")
}

// prepareProofs renders the Projects and holds that nothing grave is found in them, and that every claim is looked at.
func (w *workshop) prepareProofs() error {
	config := "apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata: {name: rules-alone}\nspec:\n  rules:\n"
	for _, id := range proofRules {
		config += "  - {id: " + id + ", severity: none}\n"
	}
	if err := os.WriteFile(w.path("rules-alone.yaml"), []byte(config), 0o644); err != nil {
		return err
	}
	for _, name := range pipelineNames {
		raw, output := w.path("proofs-raw.yaml"), w.path("proofs-output")
		if err := os.WriteFile(raw, pipelines[name](), 0o644); err != nil {
			return err
		}
		if _, err := w.execute(job{input: raw, output: w.proofInput(name), command: []string{w.path(delivery)}}); err != nil {
			return err
		}
		for _, way := range proofWays {
			if _, err := w.execute(job{input: w.proofInput(name), output: output, oneCore: true, command: w.proofCommand(way)}); err != nil {
				return fmt.Errorf("proofs, %s, %s: %w", name, way, err)
			}
			said, err := os.ReadFile(output)
			if err != nil {
				return err
			}
			if looked := strings.Count(string(said), "proved: "); way == explained && looked != 2*provenProjects {
				return fmt.Errorf("proofs, %s: %d claims were looked at, of %d", name, looked, 2*provenProjects)
			}
		}
	}
	return nil
}

func (w *workshop) measureProofs(m *measured) error {
	for round := range m.plan.rounds {
		for _, name := range pipelineNames {
			progress("round %d of %d, proofs of %d Projects, %s:", round+1, m.plan.rounds, provenProjects, name)
			for _, way := range proofWays {
				c, err := w.execute(job{input: w.proofInput(name), output: os.DevNull, oneCore: true, command: w.proofCommand(way)})
				if err != nil {
					return err
				}
				progress(" %s %s ms", way, milliseconds(c.cpu))
				m.proofs[proven{name, way}] = append(m.proofs[proven{name, way}], c)
			}
			progress("\n")
		}
	}
	return nil
}

// proofGoals are what proving has to reach.
func proofGoals() []goal {
	var list []goal
	for _, name := range pipelineNames {
		list = append(list, goal{fmt.Sprintf("CPU with proofs, as a multiple of the rules alone, %d Projects, %s", provenProjects, name), 2, true,
			func(m *measured) float64 { return m.proofRatio(name, withProofs) }, times})
	}
	return list
}

func (m *measured) proofRatio(name string, way proofWay) float64 {
	return ratio(cpu(m.proofs[proven{name, way}]), cpu(m.proofs[proven{name, rulesAlone}]))
}

func (m *measured) proofTable() table {
	t := table{
		title:  fmt.Sprintf("Proofs of %d Projects on one core, as a multiple of the rules alone", provenProjects),
		header: []string{"pipelines", "with proofs", "explained", "rules alone ms", "with proofs ms", "explained ms"},
	}
	for _, name := range pipelineNames {
		row := []string{name, number(times, m.proofRatio(name, withProofs)), number(times, m.proofRatio(name, explained))}
		for _, way := range proofWays {
			row = append(row, milliseconds(cpu(m.proofs[proven{name, way}])))
		}
		t.rows = append(t.rows, row)
	}
	return t
}
