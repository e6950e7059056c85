// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"path"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// crossProjects reports Projects of one name: each would write over what the other made.
func (l *loader) crossProjects() {
	first := make(map[string]*Project, len(l.model.Projects))
	for _, p := range l.model.Projects {
		if p.Spec.Namespace != "" && p.Spec.Namespace == l.model.Platform.Spec.ArgoCD.Namespace {
			n, _ := nodeAt(p.Item.Node(), "spec.namespace")
			l.results = append(l.results, p.Item.Result(krm.Error, "invalid-value", "spec.namespace", n,
				"%q must not be the namespace of Argo CD: whoever may push to the repository could make Applications and AppProjects there, and so do everything; give another", p.Spec.Namespace))
		}
		if p.Spec.Namespace == "kube-system" {
			n, _ := nodeAt(p.Item.Node(), "spec.namespace")
			l.results = append(l.results, p.Item.Result(krm.Warning, "namespace-of-k3s", "spec.namespace", n,
				"%q is the namespace of k3s itself: whoever may push to the repository can change what runs there, and with it the whole cluster; give another", p.Spec.Namespace))
		}
		other := first[p.Name]
		switch {
		case p.Name == "":
		case other == nil:
			first[p.Name] = p
		default:
			n, _ := nodeAt(p.Item.Node(), "metadata.name")
			r := p.Item.Result(krm.Error, "duplicate-project", "metadata.name", n,
				"%q is the name of two Projects, the other one is %s: rename or remove one of them", p.Name, place(other.Item))
			r.Field.CurrentValue = p.Name
			l.results = append(l.results, r)
		}
	}
}

// crossFolders reports Projects that deliver one folder to one place: Argo CD gives each resource to the one that was synced last, so
// each takes them from the other, for ever. It is a warning, because an Application can give names a prefix of its own.
func (l *loader) crossFolders() {
	type delivery struct{ repository, path, namespace string }
	first := make(map[delivery]*Project, len(l.model.Projects))
	for _, p := range l.model.Projects {
		at := delivery{strings.TrimSuffix(strings.TrimSuffix(p.Spec.Repository, "/"), ".git"), path.Clean(p.Spec.Path), p.Spec.Namespace}
		other := first[at]
		switch {
		case p.Spec.Repository == "" || p.Spec.Namespace == "" || p.Spec.Path == "":
		case other == nil:
			first[at] = p
		case other.Name != p.Name: // of one name is said elsewhere
			n, _ := nodeAt(p.Item.Node(), "spec")
			l.results = append(l.results, p.Item.Result(krm.Warning, "folder-delivered-twice", "spec", n,
				"%s delivers the same folder %q of the same repository into the same namespace %q: each takes the resources from the other, again and again; give one of them another namespace, or remove it",
				place(other.Item), p.Spec.Path, p.Spec.Namespace))
		}
	}
}

// crossSecrets reports a Secret to which two Projects give different types: an API server lets no type be changed, so one
// of the two examples could not be applied.
func (l *loader) crossSecrets() {
	type key struct{ namespace, name string }
	type declared struct {
		project *Project
		index   int
	}
	first := map[key]declared{}
	for _, p := range l.model.Projects {
		for i, s := range p.Spec.Secrets {
			k := key{p.Spec.Namespace, s.Name}
			other, ok := first[k]
			if !ok {
				first[k] = declared{p, i}
				continue
			}
			if other.project == p || other.project.Spec.Secrets[other.index].Type == s.Type {
				continue
			}
			path := at("spec.secrets[%d].type", i)
			n, _ := nodeAt(p.Item.Node(), path)
			l.results = append(l.results, p.Item.Result(krm.Error, "secret-of-two-types", path, n,
				"must be the type that spec.secrets[%d] of %s has: both name one Secret of namespace %q", other.index, place(other.project.Item), p.Spec.Namespace))
		}
	}
}

// place names an item so that a person finds it: file and line where they are known, else kind and name.
func place(it *krm.Item) string {
	ref := it.Ref().String()
	if it.Path == "" {
		return ref
	}
	if line, _ := it.Position(nil); line > 0 {
		return ref + " at " + it.Path + ":" + strconv.Itoa(line)
	}
	if it.Index > 0 {
		return ref + " at " + it.Path + "[" + strconv.Itoa(it.Index) + "]"
	}
	return ref + " at " + it.Path
}
