// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// step is one function of a package's pipeline.
type step struct {
	function krm.Function
	// config is the path, in the package, of the function's configuration; "" where it has none.
	config string
	// options are given in the Kptfile itself; nil where there are none.
	options *yaml.Node
}

// defaultSteps is what a package without a pipeline runs.
var defaultSteps = []string{generate.DeliveryName, check.ValidateName}

// pipeline returns the steps that a Kptfile names, in its order. Only functions of Fairlead can run in process; a
// pipeline with others is for kpt.
func pipeline(kptfile *krm.Item, docs Docs) ([]step, error) {
	var entries []*yaml.Node
	if kptfile != nil {
		for _, field := range []string{"mutators", "validators"} {
			if n := kptfile.Lookup("pipeline", field); n != nil && n.Kind == yaml.SequenceNode {
				entries = append(entries, n.Content...)
			}
		}
	}
	var steps []step
	if len(entries) == 0 {
		for _, name := range defaultSteps {
			f, _ := function(name, docs)
			steps = append(steps, step{function: f})
		}
		return steps, nil
	}
	for _, e := range entries {
		called, name := calledFunction(e)
		f, ok := function(name, docs)
		if !ok {
			return nil, fmt.Errorf("%s: the pipeline calls %q, which is no function of Fairlead; run `kpt fn render` instead", kptfile.Path, called)
		}
		for _, field := range []string{"selectors", "exclude"} {
			if n := krm.Lookup(e, field); n != nil && len(n.Content) > 0 {
				return nil, fmt.Errorf("%s: `%s` of %s: Fairlead's functions must see the whole package; remove it", kptfile.Path, field, name)
			}
		}
		s := step{function: f, config: krm.Text(krm.Lookup(e, "configPath"))}
		if n := krm.Lookup(e, "configMap"); n != nil && len(n.Content) > 0 {
			s.options = n
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// calledFunction returns what an entry of a pipeline calls, as it is written, and the name of our function if that is one.
func calledFunction(entry *yaml.Node) (called, name string) {
	if image := krm.Text(krm.Lookup(entry, "image")); image != "" {
		repository, _, _ := strings.Cut(image, "@")
		if i := strings.LastIndexByte(repository, ':'); i > strings.LastIndexByte(repository, '/') {
			repository = repository[:i]
		}
		// A mirror keeps the last two elements.
		if path.Base(path.Dir(repository)) == path.Base(Images) {
			name = path.Base(repository)
		}
		return image, name
	}
	called = krm.Text(krm.Lookup(entry, "exec"))
	words := strings.Fields(called)
	switch {
	case len(words) == 1:
		name = path.Base(words[0])
	case len(words) == 3 && path.Base(words[0]) == "fairlead" && words[1] == "fn":
		name = words[2]
	}
	return called, name
}
