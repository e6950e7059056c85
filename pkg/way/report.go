// SPDX-License-Identifier: Apache-2.0

package way

// State is what a finding says of a part.
type State string

// States. Missing, Wrong and Danger fail.
const (
	// OK means that the part is there and right.
	OK State = "ok"
	// Missing means that the way cannot work without what is not there.
	Missing State = "missing"
	// Wrong means that the way cannot work because of what is there.
	Wrong State = "wrong"
	// Danger means that strangers can run programs in the repo server.
	Danger State = "danger"
	// Warning means that it works, and that a person should know something.
	Warning State = "warning"
	// Info is what cannot be said, or what is good to know.
	Info State = "info"
)

// Finding is one part of a way, and what is with it.
type Finding struct {
	State   State  `json:"state"`
	Message string `json:"message"`
	// Remedy is a command or an instruction; "" where none is needed.
	Remedy string `json:"remedy,omitempty"`
}

// Way is one of the ways.
type Way struct {
	// Name is wrapper, global-flags or sidecar.
	Name string `json:"name"`
	// Installed says that a part of it is there, and Works that none is missing or wrong.
	Installed bool      `json:"installed"`
	Works     bool      `json:"works"`
	Findings  []Finding `json:"findings"`
}

// The names of the ways that a cluster can have.
const (
	Wrapper     = "wrapper"
	GlobalFlags = "global-flags"
	Sidecar     = "sidecar"
)

// Report is what a cluster has. Where no way is installed, rendered files are the way: they need nothing.
type Report struct {
	// Source says where it was read.
	Source string `json:"source"`
	// Namespace is that of Argo CD.
	Namespace string `json:"namespace"`
	// RepoServer is the name of the Deployment of the repo server.
	RepoServer string `json:"repoServer"`
	// ArgoCD is the tag of its image; "" where nobody knows it.
	ArgoCD string `json:"argocd,omitempty"`
	// Platform is the version that the Platform names; "" where there is no Platform.
	Platform string `json:"platform,omitempty"`
	// Findings are those of the repo server itself.
	Findings []Finding `json:"findings"`
	Ways     []Way     `json:"ways"`
}

// Failed reports whether something is missing, wrong or dangerous.
func (r *Report) Failed() bool {
	if failed(r.Findings) {
		return true
	}
	for _, w := range r.Ways {
		if failed(w.Findings) {
			return true
		}
	}
	return false
}

func failed(findings []Finding) bool {
	for _, f := range findings {
		switch f.State {
		case Missing, Wrong, Danger:
			return true
		}
	}
	return false
}
