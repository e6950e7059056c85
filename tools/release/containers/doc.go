// SPDX-License-Identifier: Apache-2.0

// Package containers holds only tests: the images of all functions, made as a release makes them, pushed to a registry on
// loopback, and run by podman as kpt, kustomize and Kubernetes run them.
//
// Where podman cannot run a container the tests are skipped and say what is missing, or fail if
// FAIRLEAD_REQUIRE_CONTAINERS is 1, which CI sets.
package containers
