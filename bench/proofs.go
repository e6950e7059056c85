// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
var proofRules = []string{
	"ci-account-may-more", "ci-account-may-not-sync", "ci-account-shared", "secret-can-be-lost", "pushed-tag-not-taken", "foreign-tag-taken", "fixed-tag-taken",
}

// renderRules are those that build kustomizations, which is not measured here: its cost is that of kustomize.
var renderRules = []string{
	"secret-key-undeclared", "secret-undeclared", "config-map-missing", "config-map-key-missing", "followed-image-not-run", "followed-image-not-set",
	"followed-image-without-pod", "ignore-difference-matches-nothing", "workload-without-node",
}

// pipelines are who the pipelines are: one account of all, or a role of each AppProject.
var pipelines = map[string]func() []byte{
	"one account": func() []byte { return input.ResourceList(provenProjects) },
	"roles":       func() []byte { return input.Annotations.Distinct(provenProjects * 3) },
}

// atHand are the same Projects as those of one account, each with its repository, in which a workflow pushes its image.
const atHand = "one account, workflows at hand"

// pipelineNames are its keys and atHand, in the order of the tables.
var pipelineNames = [...]string{"one account", "roles", atHand}

// proven names a series of runs.
type proven struct {
	pipelines string
	way       proofWay
}

func (w *workshop) proofInput(name string) string {
	return w.path("proofs-" + strings.ReplaceAll(name, " ", "-") + ".yaml")
}

func (w *workshop) proofJob(name string, way proofWay) job {
	command := []string{w.path("fairlead"), "validate"}
	switch {
	case way == rulesAlone:
		command = append(command, "--config", w.path("rules-alone.yaml"))
	case name == atHand:
		command = append(command, "--config", w.path("rules-unrendered.yaml"))
	}
	if way == explained {
		command = append(command, "--explain-proof")
	}
	if name == atHand {
		return job{input: os.DevNull, oneCore: true, command: append(command, w.path("repositories"))}
	}
	return job{input: w.proofInput(name), oneCore: true, command: append(command, "-")}
}

// silence writes a configuration that leaves rules out.
func (w *workshop) silence(file string, rules []string) error {
	config := "apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata: {name: " + strings.TrimSuffix(file, ".yaml") + "}\nspec:\n  rules:\n"
	for _, id := range rules {
		config += "  - {id: " + id + ", severity: none}\n"
	}
	return os.WriteFile(w.path(file), []byte(config), 0o644)
}

// prepareProofs renders the Projects and holds that nothing grave is found in them, and that every claim is looked at.
func (w *workshop) prepareProofs() error {
	if err := w.silence("rules-unrendered.yaml", renderRules); err != nil {
		return err
	}
	if err := w.silence("rules-alone.yaml", slices.Concat(proofRules, renderRules)); err != nil {
		return err
	}
	for _, name := range pipelineNames {
		output, claims := w.path("proofs-output"), 2*provenProjects
		if name == atHand {
			if err := w.repositories(); err != nil {
				return err
			}
			claims += provenProjects
		} else {
			raw := w.path("proofs-raw.yaml")
			if err := os.WriteFile(raw, pipelines[name](), 0o644); err != nil {
				return err
			}
			if _, err := w.execute(job{input: raw, output: w.proofInput(name), command: []string{w.path(delivery)}}); err != nil {
				return err
			}
		}
		for _, way := range proofWays {
			j := w.proofJob(name, way)
			j.output = output
			if _, err := w.execute(j); err != nil {
				return fmt.Errorf("proofs, %s, %s: %w", name, way, err)
			}
			said, err := os.ReadFile(output)
			if err != nil {
				return err
			}
			if looked := strings.Count(string(said), "proved: "); way == explained && looked != claims {
				return fmt.Errorf("proofs, %s: %d claims were looked at, of %d", name, looked, claims)
			}
		}
	}
	return nil
}

// repositories lays down a folder for each Project, as a clone of its repository, and beside them what is generated of all.
func (w *workshop) repositories() error {
	dir := w.path("repositories")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for file, text := range input.Repositories(provenProjects) {
		file = filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	list, err := os.ReadFile(w.proofInput("one account"))
	if err != nil {
		return err
	}
	stream, _ := input.Stream(list, 3*provenProjects)
	return os.WriteFile(filepath.Join(dir, "rendered.yaml"), stream, 0o644)
}

func (w *workshop) measureProofs(m *measured) error {
	for round := range m.plan.rounds {
		for _, name := range pipelineNames {
			progress("round %d of %d, proofs of %d Projects, %s:", round+1, m.plan.rounds, provenProjects, name)
			for _, way := range proofWays {
				j := w.proofJob(name, way)
				j.output = os.DevNull
				c, err := w.execute(j)
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
