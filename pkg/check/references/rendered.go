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
	references []reference
	// workloads are the items in which the spec of a Pod stands.
	workloads map[*krm.Item]bool
	pods      []pod
	// open says why it is not looked at; "" where it is.
	open string
}

// reference is a Secret or a ConfigMap that a workload names.
type reference struct {
	kind, name string
	// key is "" where all of it is taken.
	key string
	// by says which workload names it, in words.
	by string
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

// read notes what a workload names: wherever a Pod's spec stands in it, also in a kind that nobody here knows.
func (r *rendered) read(it *krm.Item) {
	if it.Namespace != "" && it.Namespace != r.namespace {
		return // it reads the Secrets of another namespace
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if len(view.Entries(krm.Lookup(n, "containers"))) > 0 {
			r.pod(it, n)
			return
		}
		for _, p := range view.Pairs(n) {
			walk(p.Value)
		}
		for _, e := range view.Entries(n) {
			walk(e)
		}
	}
	if spec := it.Lookup("spec"); spec != nil {
		walk(spec)
	}
}

// pod notes what the spec of a Pod names.
func (r *rendered) pod(it *krm.Item, spec *yaml.Node) {
	r.workloads[it] = true
	r.pods = append(r.pods, pod{it, spec})
	who := it.Kind + " " + it.Name
	add := func(kind string, n *yaml.Node, nameField, key, by string) {
		name := krm.Text(krm.Lookup(n, nameField))
		if n == nil || name == "" || view.Templated(name) || strings.Contains(key, "$(") || krm.Text(krm.Lookup(n, "optional")) == "true" || isTrue(krm.Lookup(n, "optional")) {
			return
		}
		r.references = append(r.references, reference{kind, name, key, by})
	}
	for _, list := range []string{"initContainers", "containers", "ephemeralContainers"} {
		for _, container := range view.Entries(krm.Lookup(spec, list)) {
			by := "container " + krm.Text(krm.Lookup(container, "name")) + " of " + who
			for _, env := range view.Entries(krm.Lookup(container, "env")) {
				from := krm.Lookup(env, "valueFrom")
				secret, config := krm.Lookup(from, "secretKeyRef"), krm.Lookup(from, "configMapKeyRef")
				add("Secret", secret, "name", krm.Text(krm.Lookup(secret, "key")), by)
				add("ConfigMap", config, "name", krm.Text(krm.Lookup(config, "key")), by)
			}
			for _, from := range view.Entries(krm.Lookup(container, "envFrom")) {
				add("Secret", krm.Lookup(from, "secretRef"), "name", "", by)
				add("ConfigMap", krm.Lookup(from, "configMapRef"), "name", "", by)
			}
		}
	}
	for _, volume := range view.Entries(krm.Lookup(spec, "volumes")) {
		by := "volume " + krm.Text(krm.Lookup(volume, "name")) + " of " + who
		parts := append([]*yaml.Node{volume}, view.Entries(krm.Lookup(volume, "projected", "sources"))...)
		for i, part := range parts {
			nameField := "secretName"
			if i > 0 {
				nameField = "name"
			}
			for _, source := range []struct{ kind, field, name string }{{"Secret", "secret", nameField}, {"ConfigMap", "configMap", "name"}} {
				n := krm.Lookup(part, source.field)
				add(source.kind, n, source.name, "", by)
				for _, item := range view.Entries(krm.Lookup(n, "items")) {
					add(source.kind, n, source.name, krm.Text(krm.Lookup(item, "key")), by)
				}
			}
		}
	}
	for _, secret := range view.Entries(krm.Lookup(spec, "imagePullSecrets")) {
		add("Secret", secret, "name", "", "imagePullSecrets of "+who)
	}
}

func isTrue(n *yaml.Node) bool { return n != nil && n.Value == "true" }

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

// isImage reports whether a text is an image of that name, with whatever tag.
func isImage(text, name string) bool {
	rest, ok := strings.CutPrefix(text, name)
	return ok && (rest == "" || rest[0] == ':' || rest[0] == '@')
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
