// SPDX-License-Identifier: Apache-2.0

package references

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// rendered is what the kustomization of a Project makes, or of an Application that belongs to none.
type rendered struct {
	// item is the Project or the Application; project is nil for the latter.
	item    *krm.Item
	project *v1alpha1.Project
	// url, path and namespace say where the kustomization lies, and where its resources go; pathField is the field of path.
	url, path, namespace string
	pathField            []string
	// images are those that are followed, built those that Argo CD sets before it builds.
	images     []image
	built      []string
	items      []*krm.Item
	references []view.Reference
	// workloads are the items in which the spec of a Pod stands.
	workloads map[*krm.Item]bool
	pods      []pod
	// open says why it is not looked at; "" where it is.
	open string
}

type renderedKey struct{ item *krm.Item }

// image is an image that is followed.
type image struct {
	name, kustomizeName string
	// forced means that it is followed where no Pod runs it.
	forced bool
	// platforms are those for which a tag must be built to be taken, as the Project says them.
	platforms []string
	at        *yaml.Node
	field     string
}

// renderedOf builds it once in a run; nil for a resource of which nothing is known, or whose Project says it all.
func renderedOf(c *rule.Context, it *krm.Item) *rendered {
	return rule.Memo(c, renderedKey{it}, func() *rendered {
		r := ofProject(c, it)
		if it.Kind == argocd.KindApplication {
			r = ofApplication(c, it)
		}
		if r != nil {
			r.build(c)
		}
		return r
	})
}

func ofProject(c *rule.Context, it *krm.Item) *rendered {
	for _, p := range c.Model().Projects {
		if p.Item != it {
			continue
		}
		r := &rendered{item: it, project: p, url: p.Spec.Repository, path: p.Spec.Path, namespace: p.Spec.Namespace, pathField: []string{"spec", "path"}}
		for _, im := range p.Spec.Images {
			if imageupdater.CheckImageName(im.Name) == nil {
				at, field := r.imageNode(im.Name)
				r.images = append(r.images, image{im.Name, im.KustomizeName, im.ForceUpdate || im.Pin != "", im.Platforms, at, field})
			}
		}
		return r
	}
	return nil
}

// build builds the kustomization, where it is at hand.
func (r *rendered) build(c *rule.Context) {
	r.workloads = map[*krm.Item]bool{}
	repository := c.Repository(r.url, r.path)
	if repository == nil {
		r.open = "the repository " + r.url + " is not at hand"
		return
	}
	items, err := repository.Build(r.path, r.built...)
	if err != nil {
		r.open = err.Error()
		return
	}
	r.items = items
	for _, item := range items {
		r.read(item)
	}
}

// of makes a Check of one that looks at what a Project or an Application renders.
func of(check func(c *rule.Context, r *rendered) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return func(c *rule.Context, it *krm.Item) []rule.Problem {
		if c.Repositories == nil {
			return nil // a function, which sees no manifests of others
		}
		if r := renderedOf(c, it); r != nil && r.open == "" {
			return check(c, r)
		}
		return nil
	}
}

// read notes what a workload names.
func (r *rendered) read(it *krm.Item) {
	if it.Namespace != "" && it.Namespace != r.namespace {
		return // it reads the Secrets of another namespace
	}
	r.references = append(r.references, view.References(it)...)
	for _, spec := range view.PodSpecs(it) {
		r.workloads[it] = true
		r.pods = append(r.pods, pod{it, spec})
	}
}

// makes returns the resource of a kind and name that the kustomization makes, or nil.
func (r *rendered) makes(kind, name string) *krm.Item {
	for _, it := range r.items {
		if it.Is("", kind) && it.Name == name && (it.Namespace == "" || it.Namespace == r.namespace) {
			return it
		}
	}
	return nil
}

// mayMake reports whether a resource of a kind that Kubernetes itself does not know names it: a controller may make it.
func (r *rendered) mayMake(name string) bool {
	for _, it := range r.items {
		if group := it.Group(); r.workloads[it] || !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io") {
			continue
		}
		if it.Name == name || holds(it.Node(), func(text string) bool { return text == name }) {
			return true
		}
	}
	return false
}

// holds reports whether some scalar of a resource is as asked for.
func holds(n *yaml.Node, want func(text string) bool) bool {
	n = krm.Resolve(n)
	if n == nil {
		return false
	}
	if n.Kind == yaml.ScalarNode {
		return want(n.Value)
	}
	for _, child := range n.Content {
		if holds(child, want) {
			return true
		}
	}
	return false
}

// keys are those of a Secret or a ConfigMap that is rendered.
func keys(it *krm.Item) map[string]bool {
	all := map[string]bool{}
	for _, field := range []string{"data", "stringData", "binaryData"} {
		for _, p := range view.Pairs(it.Lookup(field)) {
			all[p.Key.Value] = true
		}
	}
	return all
}

// pathNode returns where the path stands, and its field.
func (r *rendered) pathNode() (*yaml.Node, string) {
	return r.item.Lookup(r.pathField...), strings.Join(r.pathField, ".")
}

// imageNode returns where the Project names an image.
func (r *rendered) imageNode(name string) (*yaml.Node, string) {
	for i, e := range view.Entries(r.item.Lookup("spec", "images")) {
		field := view.At("spec.images", i)
		if e.Value == name {
			return e, field
		}
		if n := krm.Lookup(e, "name"); n != nil && n.Value == name {
			return n, field + ".name"
		}
	}
	return nil, "spec.images"
}

// secretNode returns where the Project declares a Secret: its entry's field, or its list of Secrets, or what there is.
func (r *rendered) secretNode(name string, field string) (*yaml.Node, string) {
	list := r.item.Lookup("spec", "secrets")
	for i, e := range view.Entries(list) {
		if n := krm.Lookup(e, "name"); n != nil && n.Value == name {
			if f := krm.Lookup(e, field); f != nil {
				return f, view.At("spec.secrets", i) + "." + field
			}
			return n, view.At("spec.secrets", i) + ".name"
		}
	}
	return list, "spec.secrets"
}

// declared returns the Secret that a Project declares, or nil.
func (r *rendered) declared(name string) *v1alpha1.Secret {
	if r.project == nil {
		return nil
	}
	for i := range r.project.Spec.Secrets {
		if r.project.Spec.Secrets[i].Name == name {
			return &r.project.Spec.Secrets[i]
		}
	}
	return nil
}
