// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// archLabel is the label of a node with its architecture.
const archLabel = "kubernetes.io/arch"

var workloadWithoutNode = &rule.Rule{
	ID:       "workload-without-node",
	Severity: krm.Error,
	Title:    "A workload must not ask for an architecture that no node has, or its image is not taken for",
	Doc: `A workload asks for nodes by the label ` + "`kubernetes.io/arch`" + `, in its nodeSelector or in every term of a required nodeAffinity. Where the
Platform names what the nodes run, and none of it is of that architecture, its Pods stay Pending for ever, while Argo CD says Synced. Where
the Project names the platforms of its image, and that is none of them, tags are taken that do not start there: ` + "`exec format error`" + `.
Mend the selector, or the platforms.` + where,
	Upstream: []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/", "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch"},
	Kinds:    projectKind,
	Check:    of(withoutNode),
	Bad:      exampleProject + exampleNodes + exampleKustomization + exampleWorkload + "      nodeSelector: {kubernetes.io/arch: amd64}\n",
	Good:     exampleProject + exampleNodes + exampleKustomization + exampleWorkload + "      nodeSelector: {kubernetes.io/arch: arm64}\n",
}

const exampleNodes = `---
apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata: {name: k3s}
spec:
  cluster: {platforms: [linux/arm64]}
`

// pod is the spec of a Pod, and the workload in which it stands.
type pod struct {
	workload *krm.Item
	spec     *yaml.Node
}

func withoutNode(c *rule.Context, r *rendered) []rule.Problem {
	nodes := c.Model().Platform.Spec.Cluster.Platforms
	at, field := r.pathNode()
	var problems []rule.Problem
	for _, p := range r.pods {
		asked := architectures(p.spec)
		if len(asked) == 0 {
			continue
		}
		who := fmt.Sprintf("%s %s asks for nodes of %s %s", p.workload.Kind, p.workload.Name, archLabel, strings.Join(asked, " or "))
		if len(nodes) > 0 && !anyOf(asked, nodes) {
			problems = append(problems, rule.Problem{Path: field, At: at, Message: fmt.Sprintf("%s, and the nodes run %s: its Pods stay Pending", who, strings.Join(nodes, ", "))})
			continue
		}
		for _, im := range r.images {
			if len(im.platforms) > 0 && !anyOf(asked, im.platforms) && runsIn(p.spec, im) {
				problems = append(problems, rule.Problem{Path: im.field, At: im.at, Message: fmt.Sprintf(
					"%s, and image %q is taken where it is built for %s", who, im.name, strings.Join(im.platforms, ", "))})
			}
		}
	}
	return problems
}

// anyOf reports whether one of the platforms is of one of the architectures.
func anyOf(architectures, platforms []string) bool {
	return slices.ContainsFunc(platforms, func(platform string) bool {
		parts := strings.Split(strings.TrimSpace(platform), "/")
		return len(parts) < 2 || slices.Contains(architectures, parts[1])
	})
}

// runsIn reports whether a container of a Pod has an image.
func runsIn(spec *yaml.Node, im image) bool {
	for _, list := range []string{"initContainers", "containers"} {
		for _, container := range view.Entries(krm.Lookup(spec, list)) {
			if view.IsImage(krm.Text(krm.Lookup(container, "image")), im.name) {
				return true
			}
		}
	}
	return false
}

// architectures returns those of which a node must have one; nil where any will do, or where it is not known.
func architectures(spec *yaml.Node) []string {
	if n := krm.Lookup(spec, "nodeSelector", archLabel); krm.Text(n) != "" {
		if view.Templated(n.Value) {
			return nil
		}
		return []string{n.Value}
	}
	var all []string
	for _, term := range view.Entries(krm.Lookup(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")) {
		own := termArchitectures(term)
		if len(own) == 0 {
			return nil // one term is enough
		}
		all = append(all, own...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// termArchitectures returns the architectures that one term allows; nil where it says nothing of them.
func termArchitectures(term *yaml.Node) []string {
	for _, e := range view.Entries(krm.Lookup(term, "matchExpressions")) {
		if krm.Text(krm.Lookup(e, "key")) != archLabel || krm.Text(krm.Lookup(e, "operator")) != "In" {
			continue
		}
		var values []string
		for _, v := range view.Entries(krm.Lookup(e, "values")) {
			if krm.Text(v) == "" || view.Templated(v.Value) {
				return nil
			}
			values = append(values, v.Value)
		}
		return values
	}
	return nil
}
