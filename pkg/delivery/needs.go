// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"fmt"
	"strings"
)

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

// Commands are kubectl commands that make the namespaces and Secrets of Projects, for a POSIX shell. Values are read from
// files: a value on a command line is in the history of the shell, and in the list of processes.
func Commands(projects []Project) string {
	var b strings.Builder
	b.WriteString("# Fill the files first. They hold the values: keep them out of Git, and delete them afterwards.\n")
	made := map[string]bool{}
	for _, p := range projects {
		if len(p.Secrets) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n# %s\n", p.Name)
		if !made[p.Namespace] {
			made[p.Namespace] = true
			fmt.Fprintf(&b, "kubectl create namespace %s --dry-run=client -o yaml | kubectl apply -f -\n", quote(p.Namespace))
		}
		for _, s := range p.Secrets {
			for _, by := range s.UsedBy {
				fmt.Fprintf(&b, "#   %s is used by %s\n", s.Name, strings.Join(strings.Fields(by), " "))
			}
			b.WriteString(command(s))
		}
	}
	return b.String()
}

// command makes one Secret. One whose keys are the names of variables and that has no type of its own is made from a file with
// a line KEY=value for each; any other from a file for each key, since such values have several lines.
func command(s SecretState) string {
	words := "kubectl -n " + quote(s.Namespace) + " create secret generic " + quote(s.Name)
	if s.Type != "Opaque" {
		words += " --type=" + quote(s.Type)
	}
	if s.Type == "Opaque" && len(s.Keys) > 0 && allVariables(s.Keys) {
		var lines []string
		for _, key := range s.Keys {
			lines = append(lines, key+"=…")
		}
		return fmt.Sprintf("#   %s.env: %s\n%s --from-env-file=%s\n", s.Name, strings.Join(lines, "  "), words, quote(s.Name+".env"))
	}
	for _, key := range s.Keys {
		words += " --from-file=" + quote(key+"="+s.Name+"/"+strings.TrimPrefix(key, "."))
	}
	return words + "\n"
}

func allVariables(keys []string) bool {
	for _, key := range keys {
		if strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != "" || key[0] >= '0' && key[0] <= '9' {
			return false
		}
	}
	return true
}

// quote quotes a word for a POSIX shell where it needs that.
func quote(s string) string {
	if strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./=-") == "" && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
