// SPDX-License-Identifier: Apache-2.0

package input

import (
	"bytes"
	"fmt"
	"slices"
)

// Settings is where Image Updater's settings of a Project stand, and how many objects a Project becomes.
type Settings struct {
	// Name is that of the settings in a Platform.
	Name string
	// ImageUpdater is the version that reads them.
	ImageUpdater string
	objects      int
}

// Both ways there are.
var (
	Annotations = Settings{Name: "annotations", ImageUpdater: ImageUpdater, objects: 3}
	Resource    = Settings{Name: "resource", ImageUpdater: "v1.3.0", objects: 4}
)

// AllSettings are both ways, in the order of the tables.
func AllSettings() []Settings { return []Settings{Annotations, Resource} }

// Distinct is what kpt sends to generate-delivery for Projects of which no two are alike: each has filters, images,
// options and a role of its own. They become at least so many objects.
func (s Settings) Distinct(objects int) []byte {
	var b bytes.Buffer
	b.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	head(&b, "Platform", "k3s", "platform.yaml")
	fmt.Fprintf(&b, "    argocd:\n      version: %s\n      ci: projectRole\n    imageUpdater:\n      version: %s\n      settings: %s\n      registries:\n      - prefix: %s\n",
		ArgoCD, s.ImageUpdater, s.Name, Registry)
	for i := range (objects + s.objects - 1) / s.objects {
		name := name(i)
		head(&b, "Project", name, "projects/"+name+".yaml")
		fmt.Fprintf(&b, `    repository: %s
    path: deploy/%05[4]d
    images:
    - name: %[2]s/api
      alias: api
      allowTags: 'regexp:^(sha|v%[4]d)-[0-9a-f]{7,40}$'
      ignoreTags: [pr-%[4]d-*, '*-debug%[4]d']
    - name: %[2]s/worker
      alias: worker-%[4]d
      allowTags: 'regexp:^v%[4]d\.[0-9]+\.[0-9]+(-rc[0-9]+)?$'
      platforms: [linux/arm64, linux/amd64]
    secrets:
    - name: %[3]s-secrets
      keys: [API_TOKEN, DB_PASSWORD_%[4]d]
    sync:
      options: [PruneLast=true]
`, repository(name), image(name), name, i)
	}
	return b.Bytes()
}

// Stream is the objects that an API server would read among those of a ResourceList as generate-delivery prints it,
// as one stream of YAML in the order of the list, the first so many; and their number.
func Stream(list []byte, objects int) ([]byte, int) {
	var b bytes.Buffer
	count := 0
	for _, item := range bytes.Split(list, []byte("\n- "))[1:] {
		if count == objects || !slices.Contains(checked, kindOf(item)) {
			continue
		}
		count++
		b.WriteString("---\n")
		for line := range bytes.Lines(append(bytes.TrimSuffix(item, []byte("\n")), '\n')) {
			if line = bytes.TrimPrefix(line, []byte("  ")); !ofOrchestrator(line) {
				b.Write(line)
			}
		}
	}
	return b.Bytes(), count
}

// checked are the kinds that have a schema of the API server. Kustomizations and Fairlead's own have none.
var checked = []string{"AppProject", "Application", "ImageUpdater", "Secret"}

func kindOf(item []byte) string {
	_, rest, _ := bytes.Cut(item, []byte("\n  kind: "))
	kind, _, _ := bytes.Cut(rest, []byte("\n"))
	return string(kind)
}

func ofOrchestrator(line []byte) bool {
	for _, prefix := range []string{"    config.kubernetes.io/index:", "    config.kubernetes.io/path:", "    internal.config.kubernetes.io/"} {
		if bytes.HasPrefix(line, []byte(prefix)) {
			return true
		}
	}
	return false
}
