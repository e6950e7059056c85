// SPDX-License-Identifier: Apache-2.0

// Package krm is the contract of a KRM function: it reads a ResourceList, hands its items to a function, and writes
// the list back with the function's results.
//
// The contract goes further than the specification asks, because orchestrators are careless with what functions
// return (kustomize ignores results, kpt looks only at the exit status, both delete what is missing):
//
//   - everything is read before the first byte is written, and a list that cannot be read leaves stdout empty;
//   - on an error the list is written as it came, with the results added;
//   - an untouched item leaves with the bytes with which it came in (in block style; in flow style and in JSON it
//     keeps values and order);
//   - every result is also one line on stderr, and an error-severity result makes the exit status 1;
//   - the order of the items is kept and no annotation of the orchestrator is touched;
//   - no value of a Secret is ever written anywhere but into the item that held it.
//
// Upstream: https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
package krm

// APIVersion and Kind of the list that a function reads and writes.
const (
	APIVersion       = "config.kubernetes.io/v1"
	APIVersionV1Beta = "config.kubernetes.io/v1beta1"
	Kind             = "ResourceList"
)

// Annotations that an orchestrator puts on items, or reads from them.
const (
	// PathAnnotation and IndexAnnotation say in which file of the package, and at which place in it, an item stands.
	PathAnnotation  = "internal.config.kubernetes.io/path"
	IndexAnnotation = "internal.config.kubernetes.io/index"
	// LegacyPathAnnotation and LegacyIndexAnnotation are their older names. kpt refuses a list in which both are
	// present and differ, so a new item carries both.
	LegacyPathAnnotation  = "config.kubernetes.io/path"
	LegacyIndexAnnotation = "config.kubernetes.io/index"
	// packageAnnotation is the folder of the package that an item belongs to; only kpt fn render writes it.
	packageAnnotation = "internal.config.kubernetes.io/package-path"
	// LocalConfigAnnotation with the value "true" keeps a resource out of every cluster: kpt and kustomize show it
	// to functions and drop it from what they apply.
	LocalConfigAnnotation = "config.kubernetes.io/local-config"
	// FunctionAnnotation stands on a functionConfig under kustomize, which knows a function by it; kpt has no use for it.
	FunctionAnnotation = "config.kubernetes.io/function"
)

// MaxInput is the largest ResourceList, in bytes, that a function reads.
const MaxInput = 256 << 20
