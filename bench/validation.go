// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fairlead-krm/fairlead/bench/input"
)

// Names of the programs that validate, as the tables have them.
const (
	validate    = "fairlead validate"
	kubeconform = "kubeconform"
)

// kubeconformVersion is the version that Fairlead is held against.
const kubeconformVersion = "v0.7.0"

// Numbers of objects that are validated; between them the exponent is taken.
const fewObjects, manyObjects = 500, 5000

// validated names a series of runs that validate.
type validated struct {
	tool     string
	settings string
	objects  int
}

// validator is a program that reads a stream of objects and ends with status 1 where it finds something.
type validator struct {
	name    string
	command func(s input.Settings) []string
}

// unknownField is what is planted.
const unknownField = "unheardOf"

func (w *workshop) validators() []validator {
	schemas := filepath.Join(w.path("schemas"), "{{.ResourceKind}}{{.KindSuffix}}.json")
	return []validator{
		{validate, func(s input.Settings) []string {
			return []string{w.path("fairlead"), "validate", "--argocd", input.ArgoCD, "--image-updater", s.ImageUpdater, "--fail-on", "info", "-"}
		}},
		{kubeconform, func(input.Settings) []string {
			return []string{filepath.Join(w.path("kubeconform-"+kubeconformVersion), "kubeconform"), "-n", "1", "-summary", "-schema-location", schemas, "-"}
		}},
	}
}

// prepareValidation makes what is validated and holds that both programs find nothing in it, and find an unknown field in
// an object of each kind that has a schema of its own.
func (w *workshop) prepareValidation() error {
	if err := writeSchemas(w.path("schemas")); err != nil {
		return err
	}
	for _, s := range input.AllSettings() {
		for _, n := range []int{fewObjects, manyObjects} {
			progress("validating %d objects, settings in %s: ", n, s.Name)
			stream, err := w.generated(s, n)
			if err == nil {
				err = w.holdClean(s, n, stream)
			}
			if err == nil {
				err = w.holdPlanted(s, stream)
			}
			if err != nil {
				progress("\n")
				return fmt.Errorf("validating %d objects, settings in %s: %w", n, s.Name, err)
			}
			progress("clean, and unknown fields are found\n")
		}
	}
	return nil
}

// generated is a stream of objects as generate-delivery makes them.
func (w *workshop) generated(s input.Settings, n int) ([]byte, error) {
	projects, list := w.path("validated-projects.yaml"), w.path("validated-list.yaml")
	defer os.Remove(projects)
	defer os.Remove(list)
	if err := os.WriteFile(projects, s.Distinct(n), 0o644); err != nil {
		return nil, err
	}
	if _, err := w.execute(job{input: projects, output: list, command: []string{w.path(delivery)}}); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	stream, count := input.Stream(text, n)
	if count != n {
		return nil, fmt.Errorf("%s made %d objects", delivery, count)
	}
	return stream, nil
}

func (w *workshop) holdClean(s input.Settings, n int, stream []byte) error {
	if err := os.WriteFile(w.stream(s, n), stream, 0o644); err != nil {
		return err
	}
	for _, v := range w.validators() {
		said, status, err := w.validate(v, s, w.stream(s, n))
		if err != nil {
			return err
		}
		if status != 0 || v.name == kubeconform && !strings.Contains(said, fmt.Sprintf("Valid: %d, Invalid: 0, Errors: 0, Skipped: 0", n)) {
			return fmt.Errorf("%s does not take all objects for valid, status %d:\n%s", v.name, status, shorten(said))
		}
	}
	return nil
}

// holdPlanted plants an unknown field into the last object of each kind.
func (w *workshop) holdPlanted(s input.Settings, stream []byte) error {
	file := w.path("validated-planted.yaml")
	defer os.Remove(file)
	kinds := []string{"Application", "AppProject"}
	if s == input.Resource {
		kinds = append(kinds, "ImageUpdater")
	}
	for _, kind := range kinds {
		planted, err := plant(stream, kind)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, planted, 0o644); err != nil {
			return err
		}
		for _, v := range w.validators() {
			said, status, err := w.validate(v, s, file)
			if err != nil {
				return err
			}
			if status != 1 || !strings.Contains(said, unknownField) {
				return fmt.Errorf("%s does not find an unknown field in an %s, status %d:\n%s", v.name, kind, status, shorten(said))
			}
		}
	}
	return nil
}

// plant adds an unknown field to the spec of the last object of a kind.
func plant(stream []byte, kind string) ([]byte, error) {
	const spec = "\nspec:\n"
	at := bytes.LastIndex(stream, []byte("\nkind: "+kind+"\n"))
	if at < 0 {
		return nil, fmt.Errorf("there is no %s", kind)
	}
	at += bytes.Index(stream[at:], []byte(spec)) + len(spec)
	return bytes.Join([][]byte{stream[:at], []byte("  " + unknownField + ": true\n"), stream[at:]}, nil), nil
}

// validate runs a program and returns what it said and its status.
func (w *workshop) validate(v validator, s input.Settings, file string) (said string, status int, err error) {
	output := w.path("validated-output")
	defer os.Remove(output)
	c, err := w.execute(job{input: file, output: output, oneCore: true, command: v.command(s), mayFail: true})
	if err != nil {
		return "", 0, err
	}
	text, err := os.ReadFile(output)
	return string(text), c.status, err
}

// measureValidation measures both programs in turns.
func (w *workshop) measureValidation(m *measured) error {
	for round := range m.plan.validations {
		for _, s := range input.AllSettings() {
			for _, n := range []int{fewObjects, manyObjects} {
				progress("round %d of %d, %d objects, settings in %s:", round+1, m.plan.validations, n, s.Name)
				for _, v := range w.validators() {
					c, err := w.execute(job{input: w.stream(s, n), output: os.DevNull, oneCore: true, command: v.command(s)})
					if err != nil {
						return err
					}
					progress(" %s %s ms", v.name, milliseconds(c.cpu))
					key := validated{v.name, s.Name, n}
					m.validations[key] = append(m.validations[key], c)
				}
				progress("\n")
			}
		}
	}
	return nil
}

func (w *workshop) stream(s input.Settings, n int) string {
	return w.path(fmt.Sprintf("validated-%s-%d.yaml", s.Name, n))
}

func shorten(text string) string {
	if len(text) > 2000 {
		return text[:2000] + "…"
	}
	return text
}

// validationGoals are what validating has to reach.
func validationGoals() []goal {
	var list []goal
	for _, s := range input.AllSettings() {
		list = append(list, goal{fmt.Sprintf("less CPU than kubeconform, %d objects, settings in %s", manyObjects, s.Name), 3, false,
			func(m *measured) float64 { return m.validationRatio(s, manyObjects) }, times})
	}
	for _, s := range input.AllSettings() {
		list = append(list, goal{fmt.Sprintf("exponent of CPU from %d to %d objects, settings in %s", fewObjects, manyObjects, s.Name), 1.05, true,
			func(m *measured) float64 { return m.validationExponent(validate, s) }, plain})
	}
	return list
}

func (m *measured) validationRatio(s input.Settings, n int) float64 {
	return ratio(cpu(m.validations[validated{kubeconform, s.Name, n}]), cpu(m.validations[validated{validate, s.Name, n}]))
}

func (m *measured) validationExponent(tool string, s input.Settings) float64 {
	return exponent(fewObjects, manyObjects, cpu(m.validations[validated{tool, s.Name, fewObjects}]), cpu(m.validations[validated{tool, s.Name, manyObjects}]))
}

func (m *measured) validationTables() []table {
	cost := table{
		title: "Validating on one core, as a multiple of the cost of " + validate,
		header: []string{"objects", "settings in", "kubeconform CPU", "kubeconform peak memory", validate + " ms", "kubeconform ms",
			validate + " MB", "kubeconform MB", "runs"},
	}
	growth := table{
		title:  fmt.Sprintf("Growth of validating: e where CPU grows like the number of objects to the power of e, from %d to %d", fewObjects, manyObjects),
		header: []string{"settings in", validate, kubeconform},
	}
	for _, s := range input.AllSettings() {
		for _, n := range []int{fewObjects, manyObjects} {
			ours, theirs := m.validations[validated{validate, s.Name, n}], m.validations[validated{kubeconform, s.Name, n}]
			cost.rows = append(cost.rows, []string{
				fmt.Sprint(n), s.Name, number(times, m.validationRatio(s, n)), number(times, ratio(peak(theirs), peak(ours))),
				milliseconds(cpu(ours)), milliseconds(cpu(theirs)), megabytes(peak(ours)), megabytes(peak(theirs)), fmt.Sprint(len(ours)),
			})
		}
		growth.rows = append(growth.rows, []string{s.Name, number(plain, m.validationExponent(validate, s)), number(plain, m.validationExponent(kubeconform, s))})
	}
	return []table{cost, growth}
}
