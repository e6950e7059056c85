// SPDX-License-Identifier: Apache-2.0

// Package ci says what files beside the resources hold, as far as rules ask: workflows and the scripts that they run. It
// knows no format: what reads a file fills it in, and rules judge it.
package ci

// The kinds of files.
const (
	// Workflow is a workflow of GitHub Actions.
	Workflow = "Workflow"
	// Script is a shell script that a workflow runs.
	Script = "Script"
	// Registries is the registries.yaml of a k3s node.
	Registries = "Registries"
)

// File is one file of a repository.
type File struct {
	// Kind is one of those above. Path is the file as a person knows it.
	Kind, Path string
	// Text is the file.
	Text []byte
	// Requests are what its commands send to Argo CD and to Image Updater, in order.
	Requests []Request
	// Phrases are texts that look as if GitHub evaluated them, and that it does not, or not so.
	Phrases []Phrase
	// Refusals say why GitHub would not run a workflow.
	Refusals []Refusal
	// Logins are the logins to a registry with the token of the workflow.
	Logins []Login
	// WideAt is where all rights are given to the token; the zero Place where they are not.
	WideAt Place
}

// Place is a place in a file. Line and Column count from 1.
type Place struct{ Line, Column int }

// Target is who is asked.
type Target string

// The targets.
const (
	ArgoCD       Target = "Argo CD"
	ImageUpdater Target = "Image Updater"
)

// Exposure is how a credential becomes an argument of a command.
type Exposure int

// The exposures, from none to the worst.
const (
	NotExposed Exposure = iota
	// ByVariable: the shell puts in a variable, so that it shows in the list of processes.
	ByVariable
	// ByExpression: GitHub writes it into the script.
	ByExpression
	// Literally: it stands in the file.
	Literally
)

// Request is one command that speaks to Argo CD or to Image Updater. A field is set only where it is certain.
type Request struct {
	Place
	// Command is curl, wget, or argocd with its verbs.
	Command string
	Target  Target
	// Unlimited says that nothing ends it in time; ConnectOnly that only connecting is limited.
	Unlimited, ConnectOnly bool
	// Insecure is the option by which certificates are not checked.
	Insecure string
	// Exposed says how the credential gets there; Credential is the name of the variable or of the secret, never its value.
	Exposed    Exposure
	Credential string
	// FailsStep says that the step fails where nothing answers.
	FailsStep bool
	// SyncOptions says that the body sets syncOptions.
	SyncOptions bool
	// WrongType says that Argo CD answers 415; ContentType is what it is sent as, "" where there is none.
	WrongType   bool
	ContentType string
	// Unseen says that a refusal, such as 403, goes unnoticed.
	Unseen bool
	// LogsIn says that it logs in with a password; User is the user, where he is known.
	LogsIn bool
	User   string
}

// Mistake is what is wrong with a Phrase.
type Mistake int

// The mistakes.
const (
	// NoDollar is {{ }} around what only ${{ }} evaluates.
	NoDollar Mistake = iota
	// Split is ${{ }} with a space in it.
	Split
	// Invalid is ${{ }} around what is no expression.
	Invalid
	// AlwaysTrue is a condition with text around ${{ }}.
	AlwaysTrue
	// ForMetadata is what only docker/metadata-action reads.
	ForMetadata
)

// Phrase is a text that is not what it looks like.
type Phrase struct {
	Place
	Mistake Mistake
	// Text is what is written; Why says more.
	Text, Why string
	// Instead is what was meant, "" where that is not clear.
	Instead string
}

// Login is a login to a registry with the token of the workflow, by a job that pushes there.
type Login struct {
	Place
	Registry string
	// Given says that permissions are written down; Write that packages: write is among them.
	Given, Write bool
}

// Refusal is one reason for which GitHub would not run a workflow.
type Refusal struct {
	Place
	Why string
	// Key says that it is a key that is not known.
	Key bool
}
