// SPDX-License-Identifier: Apache-2.0

package argocd

// LabelSecretType is the label by which Argo CD finds the Secrets that tell it of repositories and clusters.
const LabelSecretType = AnnotationPrefix + "secret-type"

// SecretTypes are the values of LabelSecretType that some version reads (common/common.go, LabelValueSecretType*).
var SecretTypes = []string{"cluster", "repository", "repo-creds", "repository-write", "repo-write-creds", "scm-creds"}
