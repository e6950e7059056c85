// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// judgeNodes looks for the tag that is taken where a node does: at the mirrors of registries.yaml, then at the registry.
//
// Upstream: github.com/containerd/containerd core/remotes/docker/resolver.go Resolve: the next place is tried after every error.
func (r *run) judgeNodes(ctx context.Context, s *subject) {
	if r.options.Nodes == nil {
		return
	}
	// A Pod names the image as it is followed, and a name without a host is one of Docker Hub.
	host, path := splitHost(s.image.Name)
	if host == "" {
		if host = dockerHub; !strings.Contains(path, "/") {
			path = "library/" + path
		}
	}
	var tried []string
	denied := false
	for _, e := range r.options.Nodes.Endpoints(host, path) {
		m, err := r.pull(ctx, e, s.image.Tag)
		if err == nil {
			s.image.Pull, s.image.PullTried = e.Endpoint.String(), tried
			if m.Digest != s.image.Digest && s.image.Digest != "" {
				s.report(images.NodeCannotPull, krm.Warning, "a node pulls tag %s of image %q from %s, which has another image under it (%s, not %s): a mirror that is behind, or one that the image was not copied to",
					s.image.Tag, s.image.Name, e.Endpoint, m.Digest, s.image.Digest)
			}
			return
		}
		var failed *registry.Error
		denied = errors.As(err, &failed) && failed.Kind == registry.Denied && e.Credential.Anonymous()
		tried = append(tried, fmt.Sprintf("%s (%s, with %s)", e.Endpoint, reasonOf(err), e.Credential))
	}
	severity := krm.Severity("")
	if denied {
		severity = krm.Warning
	}
	hint := ""
	if denied {
		hint = ": give it credentials in configs, or the workload an imagePullSecret"
	}
	s.report(images.NodeCannotPull, severity, "a node does not get tag %s of image %q by its registries.yaml, from %s%s", s.image.Tag, s.image.Name, strings.Join(tried, ", nor from "), hint)
}

func (r *run) pull(ctx context.Context, e registry.NodeEndpoint, tag string) (registry.Manifest, error) {
	repository, err := r.options.Client.Open(ctx, e.Endpoint, e.Repository, e.Credential)
	if err != nil {
		return registry.Manifest{}, err
	}
	return repository.Manifest(ctx, tag)
}

// reasonOf leaves out the host that a message begins with.
func reasonOf(err error) string {
	var failed *registry.Error
	if errors.As(err, &failed) {
		return strings.TrimPrefix(failed.Error(), failed.Host+": ")
	}
	return err.Error()
}
