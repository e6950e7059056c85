// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// The ways in which the updater writes back what it found.
const (
	// MethodArgoCD writes into the live Application. It is the default.
	MethodArgoCD = "argocd"
	// MethodGit commits to the repository.
	MethodGit = "git"
)

// WriteBack is a write-back-method annotation, read.
type WriteBack struct {
	// Method is MethodArgoCD or MethodGit.
	Method string
	// SecretNamespace and SecretName are those of git:secret:<namespace>/<name>, "" otherwise.
	SecretNamespace, SecretName string
}

// ParseWriteBackMethod reads a write-back-method annotation: argocd, git, git:repocreds or git:secret:<namespace>/<name>.
// Spaces around it do not count; capitals do. Before v1 the updater gives up on anything else without a line in its log.
func ParseWriteBackMethod(value string) (WriteBack, error) {
	const forms = "must be argocd, git, git:repocreds or git:secret:<namespace>/<name>"
	value = strings.TrimSpace(value)
	if value == MethodArgoCD {
		return WriteBack{Method: MethodArgoCD}, nil
	}
	method, credentials, ok := strings.Cut(value, ":")
	if strings.TrimSpace(method) != MethodGit {
		if near, ok := nearest.Name(value, []string{MethodArgoCD, MethodGit}); ok {
			return WriteBack{}, fmt.Errorf("write-back-method %q %s: did you mean %q?", value, forms, near)
		}
		return WriteBack{}, fmt.Errorf("write-back-method %q %s", value, forms)
	}
	if !ok || credentials == "repocreds" {
		return WriteBack{Method: MethodGit}, nil
	}
	secret, ok := strings.CutPrefix(credentials, "secret:")
	if !ok {
		return WriteBack{}, fmt.Errorf("write-back-method %q has the credentials %q: it %s", value, credentials, forms)
	}
	namespace, name, ok := strings.Cut(secret, "/")
	if !ok || namespace == "" || name == "" || strings.Contains(name, "/") {
		return WriteBack{}, fmt.Errorf("write-back-method %q must name the Secret by namespace and name: it %s", value, forms)
	}
	return WriteBack{Method: MethodGit, SecretNamespace: namespace, SecretName: name}, nil
}

// The kinds of a write-back-target.
const (
	// TargetKustomization is the kustomization in a folder.
	TargetKustomization = "kustomization"
	// TargetHelmValues is a values file, from v0.13 on.
	TargetHelmValues = "helmvalues"
)

// Target is a write-back-target annotation, read.
type Target struct {
	// Kind is TargetKustomization, TargetHelmValues or "" for anything else.
	Kind string
	// Path is what stands behind the colon: from the root of the repository where it begins with a slash, from
	// spec.source.path otherwise. "" means that path itself, or values.yaml in it.
	Path string
}

// ReadTarget reads a write-back-target annotation as v does. Up to v0.12 anything but a kustomization is ignored; later it is
// the name of a file from the root of the repository, which Argo CD does not read. Both have the Kind "".
func (v Version) ReadTarget(value string) Target {
	kind, at, _ := strings.Cut(value, ":")
	if kind == TargetKustomization || kind == TargetHelmValues && v.AtLeast(0, 13) {
		return Target{kind, at}
	}
	return Target{}
}

// In returns the file or folder that is written, from the root of the repository, where source is spec.source.path.
func (t Target) In(source string) string {
	at := t.Path
	if at == "" && t.Kind == TargetHelmValues {
		at = "values.yaml"
	}
	if !strings.HasPrefix(at, "/") {
		at = source + "/" + at
	}
	return strings.TrimPrefix(path.Clean("/"+at), "/")
}
