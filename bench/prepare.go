// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/fairlead-krm/fairlead/bench/input"
)

// prepare writes the inputs, runs every program once and compares what came out.
func (w *workshop) prepare(p plan) error {
	for _, n := range p.sizes {
		progress("comparing outputs, N=%d:", n)
		if err := w.write(n); err != nil {
			return err
		}
		for _, r := range []render{first, second} {
			if err := w.compare(r, n); err != nil {
				progress("\n")
				return fmt.Errorf("%s render of %d Projects: %w", r, n, err)
			}
		}
		progress(" equal\n")
	}
	return nil
}

func (w *workshop) write(n int) error {
	if err := os.WriteFile(w.values(n), input.Values(n), 0o644); err != nil {
		return err
	}
	return os.WriteFile(w.input(first, n), input.ResourceList(n), 0o644)
}

// compare runs every program and holds its output against that of generate-delivery, whose first output is the input of
// all second renders. Outputs that differ are left for whoever looks for the reason.
func (w *workshop) compare(r render, n int) error {
	var want set
	for _, t := range w.tools {
		if r == second && !t.second {
			continue
		}
		progress(" %s", t.name)
		file := w.output(t, r, n)
		if _, err := w.run(t, r, n, file); err != nil {
			return err
		}
		out, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if !t.peer {
			if err := w.ours(r, n, out); err != nil {
				return err
			}
		}
		got, err := read(out, n <= compared)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if want == nil {
			want = got
			continue
		}
		expected := want
		if t.name == helm {
			expected = want.generated()
		}
		if err := expected.equal(got); err != nil {
			return fmt.Errorf("%s does not make what %s makes: %w", t.name, delivery, err)
		}
	}
	for _, t := range w.tools {
		os.Remove(w.output(t, r, n))
	}
	return nil
}

// ours makes the first output the input of the second, and holds the second to its promise: not a byte changes.
func (w *workshop) ours(r render, n int, out []byte) error {
	if r == first {
		return os.WriteFile(w.input(second, n), out, 0o644)
	}
	in, err := os.ReadFile(w.input(second, n))
	if err != nil {
		return err
	}
	if !bytes.Equal(in, out) {
		return fmt.Errorf("the second render of %s changed something", delivery)
	}
	return nil
}
