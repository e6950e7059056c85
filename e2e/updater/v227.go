// SPDX-License-Identifier: Apache-2.0

package updater

// The fields of an Application in argo-cd v2.2.7, as its pkg/apis/application/v1alpha1/types.go has them. What is not here is
// dropped, and so is, for a field with omitempty, its zero value.

type application struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Metadata   map[string]any `json:"metadata"`
	Spec       spec           `json:"spec"`
	Status     status         `json:"status,omitempty"`
	Operation  map[string]any `json:"operation,omitempty"`
}

type spec struct {
	Source               source              `json:"source"`
	Destination          destination         `json:"destination"`
	Project              string              `json:"project"`
	SyncPolicy           *syncPolicy         `json:"syncPolicy,omitempty"`
	IgnoreDifferences    []ignoreDifferences `json:"ignoreDifferences,omitempty"`
	Info                 []nameValue         `json:"info,omitempty"`
	RevisionHistoryLimit *int64              `json:"revisionHistoryLimit,omitempty"`
}

type source struct {
	RepoURL        string     `json:"repoURL"`
	Path           string     `json:"path,omitempty"`
	TargetRevision string     `json:"targetRevision,omitempty"`
	Helm           *helm      `json:"helm,omitempty"`
	Kustomize      *kustomize `json:"kustomize,omitempty"`
	Ksonnet        *ksonnet   `json:"ksonnet,omitempty"`
	Directory      *directory `json:"directory,omitempty"`
	Plugin         *plugin    `json:"plugin,omitempty"`
	Chart          string     `json:"chart,omitempty"`
}

type helm struct {
	ValueFiles      []string        `json:"valueFiles,omitempty"`
	Parameters      []helmParameter `json:"parameters,omitempty"`
	ReleaseName     string          `json:"releaseName,omitempty"`
	Values          string          `json:"values,omitempty"`
	FileParameters  []fileParameter `json:"fileParameters,omitempty"`
	Version         string          `json:"version,omitempty"`
	PassCredentials bool            `json:"passCredentials,omitempty"`
}

type helmParameter struct {
	Name        string `json:"name,omitempty"`
	Value       string `json:"value,omitempty"`
	ForceString bool   `json:"forceString,omitempty"`
}

type fileParameter struct {
	Name string `json:"name,omitempty"`
	Path string `json:"path,omitempty"`
}

type kustomize struct {
	NamePrefix             string            `json:"namePrefix,omitempty"`
	NameSuffix             string            `json:"nameSuffix,omitempty"`
	Images                 []string          `json:"images,omitempty"`
	CommonLabels           map[string]string `json:"commonLabels,omitempty"`
	Version                string            `json:"version,omitempty"`
	CommonAnnotations      map[string]string `json:"commonAnnotations,omitempty"`
	ForceCommonLabels      bool              `json:"forceCommonLabels,omitempty"`
	ForceCommonAnnotations bool              `json:"forceCommonAnnotations,omitempty"`
}

type ksonnet struct {
	Environment string             `json:"environment,omitempty"`
	Parameters  []ksonnetParameter `json:"parameters,omitempty"`
}

type ksonnetParameter struct {
	Component string `json:"component,omitempty"`
	Name      string `json:"name"`
	Value     string `json:"value"`
}

type directory struct {
	Recurse bool    `json:"recurse,omitempty"`
	Jsonnet jsonnet `json:"jsonnet,omitempty"`
	Exclude string  `json:"exclude,omitempty"`
	Include string  `json:"include,omitempty"`
}

type jsonnet struct {
	ExtVars []jsonnetVar `json:"extVars,omitempty"`
	TLAs    []jsonnetVar `json:"tlas,omitempty"`
	Libs    []string     `json:"libs,omitempty"`
}

type jsonnetVar struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Code  bool   `json:"code,omitempty"`
}

type plugin struct {
	Name string      `json:"name,omitempty"`
	Env  []nameValue `json:"env,omitempty"`
}

type nameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type destination struct {
	Server    string `json:"server,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
}

type syncPolicy struct {
	Automated   *automated `json:"automated,omitempty"`
	SyncOptions []string   `json:"syncOptions,omitempty"`
	Retry       *retry     `json:"retry,omitempty"`
}

type automated struct {
	Prune      bool `json:"prune,omitempty"`
	SelfHeal   bool `json:"selfHeal,omitempty"`
	AllowEmpty bool `json:"allowEmpty,omitempty"`
}

type retry struct {
	Limit   int64    `json:"limit,omitempty"`
	Backoff *backoff `json:"backoff,omitempty"`
}

type backoff struct {
	Duration    string `json:"duration,omitempty"`
	Factor      *int64 `json:"factor,omitempty"`
	MaxDuration string `json:"maxDuration,omitempty"`
}

type ignoreDifferences struct {
	Group             string   `json:"group,omitempty"`
	Kind              string   `json:"kind"`
	Name              string   `json:"name,omitempty"`
	Namespace         string   `json:"namespace,omitempty"`
	JSONPointers      []string `json:"jsonPointers,omitempty"`
	JQPathExpressions []string `json:"jqPathExpressions,omitempty"`
}

// status is written with the rest, because it is no subresource. What lies below its fields is Argo CD's to write again.
type status struct {
	Resources      any `json:"resources,omitempty"`
	Sync           any `json:"sync,omitempty"`
	Health         any `json:"health,omitempty"`
	History        any `json:"history,omitempty"`
	Conditions     any `json:"conditions,omitempty"`
	ReconciledAt   any `json:"reconciledAt,omitempty"`
	OperationState any `json:"operationState,omitempty"`
	ObservedAt     any `json:"observedAt,omitempty"`
	SourceType     any `json:"sourceType,omitempty"`
	Summary        any `json:"summary,omitempty"`
}
