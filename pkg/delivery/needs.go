// SPDX-License-Identifier: Apache-2.0

package delivery

// Need is what a Project needs from outside of its repository.
type Need struct {
	Project   string `json:"project"`
	Namespace string `json:"namespace"`
	// Images are followed; Git is what the manifests have.
	Images []NeededImage `json:"images"`
	// Secrets are made by a person.
	Secrets []NeededSecret `json:"secrets"`
}

// NeededImage is an image that a registry has to hold.
type NeededImage struct {
	Name      string `json:"name"`
	AllowTags string `json:"allowTags"`
	Pin       string `json:"pin,omitempty"`
	Git       string `json:"git,omitempty"`
}

// NeededSecret is a Secret that a person has to make.
type NeededSecret struct {
	Name   string   `json:"name"`
	Type   string   `json:"type"`
	Mode   string   `json:"mode"`
	Keys   []string `json:"keys"`
	UsedBy []string `json:"usedBy,omitempty"`
}

// NeedsOf says what Projects need, whatever is there already.
func NeedsOf(projects []Project) []Need {
	all := []Need{}
	for _, p := range projects {
		n := Need{Project: p.Name, Namespace: p.Namespace, Images: []NeededImage{}, Secrets: []NeededSecret{}}
		for _, im := range p.Images {
			n.Images = append(n.Images, NeededImage{im.Name, im.AllowTags, im.Pin, im.Git})
		}
		for _, s := range p.Secrets {
			n.Secrets = append(n.Secrets, NeededSecret{s.Name, s.Type, s.Mode, s.Keys, s.UsedBy})
		}
		all = append(all, n)
	}
	return all
}
