// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Config is the options of a function. The zero Config is what a function without options does.
//
//	apiVersion: fairlead.dev/v1alpha1
//	kind: GenerateDelivery
//	metadata:
//	  name: generate
//	spec:
//	  allowEmpty: true
type Config struct {
	// AllowEmpty lets a generator that finds no Project prune all that it made before, which is an error otherwise.
	AllowEmpty bool
	// Validation are the options of validate-delivery.
	Validation ValidationSpec
}

// ValidationSpec is the options of validate-delivery.
type ValidationSpec struct {
	// ArgoCD is the version of Argo CD to check against; without it the Platform's. Example: v3.5.7
	ArgoCD string `json:"argocd"`
	// ImageUpdater is the version of Image Updater to check against; without it the Platform's. Example: v0.12.2
	ImageUpdater string `json:"imageUpdater"`
	// Rules change the severity of single rules.
	Rules []RuleSetting `json:"rules"`
	// ExplainProof reports for each Project, as info, what could not be proved of it and why.
	ExplainProof bool `json:"explainProof"`
}

// RuleSetting is the severity of one rule.
type RuleSetting struct {
	// ID is the rule's. Example: allow-tags-without-prefix
	ID string `json:"id" fairlead:"required"`
	// Severity takes the place of the rule's own; none switches the rule off.
	Severity string `json:"severity" fairlead:"required" enum:"error,warning,info,none"`
}

// generatorSpec is the options of a function that makes resources.
type generatorSpec struct {
	// AllowEmpty lets the function prune all that it made before when no Project is left; otherwise that is an error.
	AllowEmpty bool `json:"allowEmpty"`
}

// noOptions is the spec of a function that has none.
type noOptions struct{}

// configKind ties a function to the kind of its options.
type configKind struct {
	function, kind string
	spec           reflect.Type
}

// configKinds is the one place where a function's name becomes a kind: its CamelCase, with RBAC as one word.
var configKinds = [...]configKind{
	{"generate-delivery", "GenerateDelivery", reflect.TypeFor[generatorSpec]()},
	{"generate-application", "GenerateApplication", reflect.TypeFor[generatorSpec]()},
	{"generate-rbac", "GenerateRBAC", reflect.TypeFor[generatorSpec]()},
	{"generate-secret-stubs", "GenerateSecretStubs", reflect.TypeFor[generatorSpec]()},
	{"set-ignore-differences", "SetIgnoreDifferences", reflect.TypeFor[noOptions]()},
	{"validate-delivery", "ValidateDelivery", reflect.TypeFor[ValidationSpec]()},
}

// ConfigKind returns the kind of a function's options, and "" for a function that is not known.
func ConfigKind(function string) string {
	for _, c := range configKinds {
		if c.function == function {
			return c.kind
		}
	}
	return ""
}

func isConfigKind(kind string) bool {
	for _, c := range configKinds {
		if c.kind == kind {
			return true
		}
	}
	return false
}

// whereSpecsBelong ends the messages about a functionConfig that is something else.
const whereSpecsBelong = "Projects and the Platform belong among the resources: under `resources:` of the kustomization, or as files of the kpt package"

// DecodeConfig reads the options of a function, strictly. nil gives the defaults.
func DecodeConfig(fc *krm.Item, function string) (Config, []krm.Result) {
	if fc == nil || emptyConfigMap(fc) {
		return Config{}, nil
	}
	var want configKind
	for _, c := range configKinds {
		if c.function == function {
			want = c
		}
	}
	if problem := wrongConfig(fc, want, function); problem != "" {
		return Config{}, []krm.Result{fc.Result(krm.Error, "wrong-function-config", "", nil, "%s; %s", problem, whereSpecsBelong)}
	}
	spec := reflect.New(want.spec).Elem()
	d := decoder{item: fc}
	d.resource(spec, configResource)
	var config Config
	switch s := spec.Interface().(type) {
	case generatorSpec:
		config.AllowEmpty = s.AllowEmpty
	case ValidationSpec:
		config.Validation = s
	}
	return config, d.results
}

// emptyConfigMap reports whether a functionConfig is the one that `kpt fn eval` makes up where the user gave none.
func emptyConfigMap(fc *krm.Item) bool {
	data := fc.Lookup("data")
	return fc.Is("", "ConfigMap") && fc.Name == "function-input" && (data == nil || len(data.Content) == 0)
}

// wrongConfig says why a functionConfig is none for a function; "" means that it is one.
func wrongConfig(fc *krm.Item, want configKind, function string) string {
	expected := "the functionConfig of " + function + " must be absent or of kind " + want.kind + " (" + APIVersion + ")"
	switch {
	case want.kind == "":
		return function + " takes no functionConfig"
	case fc.APIVersion == APIVersion && fc.Kind == want.kind:
		return ""
	case fc.Kind == want.kind && fc.Group() == Group:
		return expected + ", its apiVersion must be " + APIVersion
	case fc.Group() == Group && isConfigKind(fc.Kind):
		return expected + ", " + fc.Kind + " is that of another function"
	}
	return expected + ", is a " + strings.TrimSpace(fc.Kind)
}
