// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"path"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// privateRegistry is a registry that wants credentials, by what the Platform and the Projects say of it.
type privateRegistry struct {
	host string
	// sources are the credentials of Image Updater for it, as they are written.
	sources []string
	// images are those of the Projects.
	images []string
	// user is a guess at the name to log in with; "" where there is none.
	user string
	// api is the host and path at which Image Updater asks it, which is another one for Docker Hub.
	api string
}

// privateRegistries are those for which the Platform or an image names credentials, in the order of the package.
func privateRegistries(m *v1alpha1.Model) []*privateRegistry {
	var all []*privateRegistry
	at := func(host, source string) *privateRegistry {
		for _, r := range all {
			if r.host == host {
				if source != "" && !slices.Contains(r.sources, source) {
					r.sources = append(r.sources, source)
				}
				return r
			}
		}
		if source == "" {
			return nil
		}
		r := &privateRegistry{host: host, sources: []string{source}, api: host}
		if host == dockerHub {
			r.api = "registry-1.docker.io"
		}
		all = append(all, r)
		return all[len(all)-1]
	}
	for _, r := range m.Platform.Spec.ImageUpdater.Registries {
		if private := at(r.Prefix, r.Credentials); private != nil {
			_, private.api, _ = strings.Cut(r.APIURL, "://")
		}
	}
	for _, p := range m.Projects {
		for _, im := range p.Spec.Images {
			host, rest := splitImage(im.Name)
			r := at(host, im.PullSecret)
			if r == nil {
				continue
			}
			r.images = append(r.images, im.Name)
			if r.user == "" {
				r.user, _, _ = strings.Cut(rest, "/")
			}
		}
	}
	return all
}

// Registries returns the registries.yaml of the nodes, without the passwords; nil where no registry wants any.
func Registries(m *v1alpha1.Model) []byte {
	configs := krm.Map()
	for _, r := range privateRegistries(m) {
		user := r.user
		if user == "" {
			user = "<USER>"
		}
		auth := krm.Put(krm.Put(krm.Map(), "username", krm.String(user)), "password", krm.String("<TOKEN>"))
		krm.Put(configs, r.host, krm.Put(krm.Map(), "auth", auth))
	}
	if len(configs.Content) == 0 {
		return nil
	}
	return krm.Append(nil, krm.Put(krm.Map(), "configs", configs), 0)
}

// Node returns the commands that let a node of k3s pull private images; "" where no registry wants credentials.
func Node(m *v1alpha1.Model) string {
	file := Registries(m)
	if file == nil {
		return ""
	}
	var i instructions
	i.say("On each node that runs Pods, servers and agents alike. Containerd reads this file and Image Updater does not: its credentials " +
		"are made by `fairlead scaffold credentials`.")
	i.begin("The file, for root alone, since it will hold a token. Where there is one already this fails, and changes nothing: put what " +
		"stands below `configs:` into it then.")
	i.run("sudo install -d -m 755 %s", path.Dir(registry.NodesFile))
	i.run("sudo sh -c 'umask 077 && set -C && cat > %s' <<'EOF'\n%sEOF", registry.NodesFile, file)
	i.begin("Put the token in the place of <TOKEN>, and look at the name. %s", tokenKinds(m))
	i.run("sudoedit %s", registry.NodesFile)
	i.begin("k3s reads the file when it starts. The unit is k3s on a server and k3s-agent on an agent; Pods go on running.")
	i.run("if systemctl cat k3s-agent >/dev/null 2>&1; then sudo systemctl restart k3s-agent; else sudo systemctl restart k3s; fi")
	i.begin("Check: the first shows 600 root. The others pull, with a tag that is there (`fairlead images DIR` shows it): 401 or 403 is a " +
		"token that the registry refuses, and after \"not found\" it is the tag, or a token that may not see the image.")
	i.run("sudo stat -c '%%a %%U' %s", registry.NodesFile)
	for _, r := range privateRegistries(m) {
		for _, image := range r.images {
			i.run("sudo k3s crictl pull %s", word(image+":sha-0000000"))
		}
	}
	return i.String()
}

// tokenKinds says which token a registry wants.
func tokenKinds(m *v1alpha1.Model) string {
	for _, r := range privateRegistries(m) {
		if r.host == ghcr {
			return "For ghcr.io it is a classic personal access token with read:packages and nothing else; GitHub takes no other kind there."
		}
	}
	return "Take one that may pull and nothing else."
}

const ghcr = "ghcr.io"
