// SPDX-License-Identifier: Apache-2.0

// Package delivery says of each Project how far its delivery has come, what is broken, and why: the chain from the commit over
// the image, the filter of its tags and the Application to the Secrets.
//
// Judge is a function of what Git, the registries and the cluster say, and asks nobody. Ask asks the cluster.
package delivery

import (
	"strings"
	"time"
)

// State is what a finding says.
type State string

// States, from the best to the gravest but one; see worse for their order.
const (
	// OK means that all is well.
	OK State = "ok"
	// Info is good to know.
	Info State = "info"
	// Warning means that it works, or will soon, and that a person should know something.
	Warning State = "warning"
	// Unknown means that it could not be looked at.
	Unknown State = "unknown"
	// Wrong means that something is not delivered, and will not be until somebody does something.
	Wrong State = "wrong"
)

var gravity = map[State]int{OK: 0, Info: 0, Warning: 1, Unknown: 2, Wrong: 3}

// worse returns the graver of two states. Info is as good as OK.
func worse(a, b State) State {
	if gravity[b] > gravity[a] {
		return b
	}
	return a
}

// Step is a step of the chain of a delivery.
type Step string

// Steps, in their order.
const (
	Commit      Step = "commit"
	Image       Step = "image"
	Filter      Step = "filter"
	Application Step = "application"
	Secrets     Step = "secrets"
)

// Steps are all steps in the order of a delivery.
func Steps() []Step { return []Step{Commit, Image, Filter, Application, Secrets} }

// Finding is one thing that is to be said, and why.
type Finding struct {
	// ID names the state in kebab-case: documentation and scripts go by it.
	ID      string `json:"id"`
	Step    Step   `json:"step"`
	State   State  `json:"state"`
	Message string `json:"message"`
	// Remedy is a command or an instruction; "" where none is needed.
	Remedy string `json:"remedy,omitempty"`
}

// Report is what is known of the deliveries of a package.
type Report struct {
	// Source says which cluster was asked.
	Source string `json:"source"`
	// Namespace is that of Argo CD.
	Namespace string `json:"namespace"`
	// ImageUpdater is the version by whose rules is judged: that of the cluster where it is known, else the Platform's.
	ImageUpdater string `json:"imageUpdater"`
	// Findings concern no Project alone.
	Findings []Finding `json:"findings"`
	// Projects are in the order of the package.
	Projects []Project `json:"projects"`
}

// Project is what is known of the delivery of one Project.
type Project struct {
	Name       string `json:"name"`
	Namespace  string `json:"namespace"`
	Repository string `json:"repository"`
	Path       string `json:"path"`
	Revision   string `json:"revision"`
	// State is the gravest of the findings.
	State State `json:"state"`
	// Deployed is the commit that the Application was last compared with; "" where it is not known.
	Deployed string `json:"deployed,omitempty"`
	// Sync and Health are what Argo CD says; "" where it says nothing.
	Sync   string `json:"sync,omitempty"`
	Health string `json:"health,omitempty"`
	// Images and Secrets are in the order of the Project.
	Images  []ImageState  `json:"images"`
	Secrets []SecretState `json:"secrets"`
	// LastSync is the last sync, LastCISync the last one by the pipeline's account; nil where none is known.
	LastSync   *Sync `json:"lastSync,omitempty"`
	LastCISync *Sync `json:"lastCISync,omitempty"`
	// CI is as whom the pipeline calls Argo CD.
	CI string `json:"ci"`
	// Chain are the steps with their states, in their order.
	Chain []Link `json:"chain"`
	// Findings are sorted by step, the gravest first in each.
	Findings []Finding `json:"findings"`
}

// Link is one step of the chain of a Project.
type Link struct {
	Step  Step  `json:"step"`
	State State `json:"state"`
	// Says is what there is to say of the step in a few words, one line each.
	Says []string `json:"says"`
}

// ImageState is one image of a Project. What is not known is "".
type ImageState struct {
	Name  string `json:"name"`
	Alias string `json:"alias"`
	Pin   string `json:"pin,omitempty"`
	// AllowTags is what Image Updater is told to take.
	AllowTags string `json:"allowTags"`
	// Git is the tag that the kustomization renders; GitWhy says why it is not known.
	Git    string `json:"git,omitempty"`
	GitWhy string `json:"gitWhy,omitempty"`
	// Live is the tag that Image Updater wrote into the live Application, Running are those of the Pods.
	Live    string   `json:"live,omitempty"`
	Running []string `json:"running,omitempty"`
	// Newest is the tag that Image Updater would take now, Created its date, Commit what it says it was built of.
	Newest  string     `json:"newest,omitempty"`
	Created *time.Time `json:"created,omitempty"`
	Commit  string     `json:"commit,omitempty"`
	// Tags is how many the registry has, Matching how many pass the filter; -1 where nobody asked, or got no answer.
	Tags     int `json:"tags"`
	Matching int `json:"matching"`
}

// Current is the tag that is deployed, as far as it is known: what was written into the live Application, else what runs,
// else what Git says.
func (i ImageState) Current() string {
	switch {
	case i.Live != "":
		return i.Live
	case len(i.Running) == 1:
		return i.Running[0]
	case len(i.Running) > 1:
		return ""
	}
	return i.Git
}

// deployed are the tags that may be deployed, by the same order: several where Pods run several and none was written.
func (i ImageState) deployed() []string {
	if current := i.Current(); current != "" {
		return strings.Split(current, ", ")
	}
	return i.Running
}

// SecretState is one declared Secret: names, never values.
type SecretState struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	// Type is the one that is declared, LiveType the one that the Secret has; "" where it is not known.
	Type     string `json:"type"`
	LiveType string `json:"liveType,omitempty"`
	Mode     string `json:"mode"`
	// Keys are those that are declared, Missing those of them that the live Secret does not have.
	Keys    []string `json:"keys"`
	Missing []string `json:"missing,omitempty"`
	// UsedBy says which workloads name it, in words, where the manifests are at hand.
	UsedBy []string `json:"usedBy,omitempty"`
	// Known says that the cluster told whether it is there, and Present that it is.
	Known   bool `json:"known"`
	Present bool `json:"present"`
}

// TypeDiffers reports whether the Secret has another type than the one that is declared.
func (s SecretState) TypeDiffers() bool {
	return s.LiveType != "" && s.Type != "" && s.LiveType != s.Type
}

// Sync is one sync of an Application.
type Sync struct {
	// At is when it was over, or when it began where it goes on.
	At time.Time `json:"at"`
	// By is who began it; "" where Argo CD does not say.
	By string `json:"by,omitempty"`
	// Automated says that Argo CD began it by itself.
	Automated bool   `json:"automated"`
	Revision  string `json:"revision,omitempty"`
	// Phase is Succeeded, Failed, Error, Running or Terminating.
	Phase string `json:"phase"`
}

// State is the gravest state of all findings.
func (r *Report) State() State {
	state := gravest(r.Findings)
	for _, p := range r.Projects {
		state = worse(state, p.State)
	}
	return state
}

func gravest(findings []Finding) State {
	state := OK
	for _, f := range findings {
		state = worse(state, f.State)
	}
	return state
}

// Who says who began a sync.
func (s Sync) Who() string {
	switch {
	case s.By != "":
		return "by " + s.By
	case s.Automated:
		return "by Argo CD itself"
	}
	return "by nobody who is known"
}
