// SPDX-License-Identifier: Apache-2.0

// Package cluster reads what a cluster holds: by the kubectl on the PATH, with whatever rights it has, or from a dump of its
// manifests. It changes nothing.
//
// Of a Secret only the name, the type and the names of the keys are read. kubectl is asked for no more, and of a dump no
// more is kept.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Kind is a kind of resource.
type Kind struct {
	// Group is the API group: "" for the core group.
	Group string
	Kind  string
	// Resource is its plural, as in the paths of the API.
	Resource string
	// ClusterScoped says that its resources are in no namespace.
	ClusterScoped bool
}

// The kinds that Fairlead looks at.
var (
	Deployment    = Kind{Group: "apps", Kind: "Deployment", Resource: "deployments"}
	ConfigMap     = Kind{Kind: "ConfigMap", Resource: "configmaps"}
	Namespace     = Kind{Kind: "Namespace", Resource: "namespaces", ClusterScoped: true}
	NetworkPolicy = Kind{Group: "networking.k8s.io", Kind: "NetworkPolicy", Resource: "networkpolicies"}
	Application   = Kind{Group: "argoproj.io", Kind: "Application", Resource: "applications"}
	AppProject    = Kind{Group: "argoproj.io", Kind: "AppProject", Resource: "appprojects"}
	ImageUpdater  = Kind{Group: "argocd-image-updater.argoproj.io", Kind: "ImageUpdater", Resource: "imageupdaters"}

	secret = Kind{Kind: "Secret", Resource: "secrets"}
)

// String is the kind as kubectl and RBAC name it: deployments.apps.
func (k Kind) String() string {
	if k.Group == "" {
		return k.Resource
	}
	return k.Resource + "." + k.Group
}

// AllNamespaces stands for every namespace.
const AllNamespaces = ""

// Cluster is a cluster, or a dump of one.
type Cluster struct {
	source source
}

// source is one of the two.
type source interface {
	// read returns the resources of a kind in a namespace, or in all.
	read(ctx context.Context, namespace string, kind Kind) ([]*krm.Item, error)
	secrets(ctx context.Context, namespace string) ([]Secret, error)
	live() bool
	fmt.Stringer
}

// Live reports whether the cluster itself is asked, so that what is absent is not there.
func (c *Cluster) Live() bool { return c.source.live() }

// String says where is read: the context of kubectl, or the files.
func (c *Cluster) String() string { return c.source.String() }

// Read returns the resources of some kinds in a namespace, or in all of them, kind by kind. A resource of a dump that names
// no namespace is in each: it goes wherever it is applied. A kind that the cluster does not know has none: see Knows.
//
// The error holds an *Error for every kind that could not be read, or one for all where the cluster is not reached.
func (c *Cluster) Read(ctx context.Context, namespace string, kinds ...Kind) ([]*krm.Item, error) {
	found, problems := make([][]*krm.Item, len(kinds)), make([]error, len(kinds))
	var all sync.WaitGroup
	for i, kind := range kinds {
		if kind == secret {
			return nil, errors.New("the resources of Secrets are never read: use Secrets")
		}
		all.Go(func() {
			found[i], problems[i] = c.source.read(ctx, namespace, kind)
		})
	}
	all.Wait()
	var items []*krm.Item
	var said []error
	for i, err := range problems {
		same := func(e error) bool { return e.Error() == err.Error() }
		if err != nil && reason(err) != NoSuchKind && !slices.ContainsFunc(said, same) {
			said = append(said, err)
		}
		items = append(items, found[i]...)
	}
	return items, errors.Join(said...)
}

// Knows reports whether the cluster knows a kind. Of a dump nobody can say so, and it is true.
func (c *Cluster) Knows(ctx context.Context, kind Kind) (bool, error) {
	_, err := c.source.read(ctx, "default", kind)
	if reason(err) == NoSuchKind {
		return false, nil
	}
	return err == nil, err
}

// Secret is what may be known of one.
type Secret struct {
	Namespace, Name, Type string
	// Keys are the names of its keys, sorted.
	Keys []string
}

// Secrets returns the Secrets of a namespace, or of all, by name and key.
func (c *Cluster) Secrets(ctx context.Context, namespace string) ([]Secret, error) {
	return c.source.secrets(ctx, namespace)
}

// Reason is why something could not be read.
type Reason int

// Reasons, as far as kubectl lets tell them apart.
const (
	Other Reason = iota
	// NoKubectl means that there is no kubectl on the PATH.
	NoKubectl
	// Unreachable means that the cluster does not answer, or not in time.
	Unreachable
	// Forbidden means that the cluster knows the caller and refuses, Unauthorized that it does not know the caller.
	Forbidden
	Unauthorized
	// NoSuchKind means that the cluster does not know the kind.
	NoSuchKind
	// NoConfiguration means that kubectl does not know which cluster is meant.
	NoConfiguration
)

// Error is why a kind could not be read.
type Error struct {
	Reason Reason
	// Kind is what was to be read.
	Kind    Kind
	Message string
}

func (e *Error) Error() string { return e.Message }

// reason returns the reason of an error; Other for nil and for those of others.
func reason(err error) Reason {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Reason
	}
	return Other
}
