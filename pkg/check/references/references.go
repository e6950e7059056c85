// SPDX-License-Identifier: Apache-2.0

// Package references holds the rules on what the manifests of a Project name: Secrets, keys, ConfigMaps and images. They look at
// what the kustomization renders, where the repository is at hand.
package references

import (
	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	secretKeyUndeclared,
	secretUndeclared,
	configMapMissing,
	configMapKeyMissing,
	followedImageNotRun,
	followedImageNotSet,
	followedImageWithoutPod,
	ignoreDifferenceMatchesNothing,
	workloadWithoutNode,
}

var (
	projectKind = []rule.Kind{{Group: v1alpha1.Group, Name: v1alpha1.KindProject}}
	// bothKinds are those of rules that need nothing but the manifests: an Application that somebody wrote declares no Secrets.
	bothKinds = append(projectKind, view.Application)
)

const (
	upstreamSecrets = "https://kubernetes.io/docs/concepts/configuration/secret/"
	upstreamConfig  = "https://kubernetes.io/docs/concepts/configuration/configmap/"
	upstreamImages  = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/"

	// where says when the rules of this package look.
	where = "\n\nIt looks at what the kustomization at `spec.path` renders, where the repository is at hand; functions see no manifests of others."
)

const exampleProject = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  images: [ghcr.io/owner/shop]
  secrets:
    - name: shop
      keys: [TOKEN]
`

const exampleKustomization = `# file: deploy/kustomization.yaml
resources: [shop.yaml]
`

// exampleWorkload is a Deployment with what stands in its container.
const exampleWorkload = `# file: deploy/shop.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: ghcr.io/owner/shop
`

const (
	exampleKey    = "          env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: shop, key: TOKEN}}}]\n"
	exampleConfig = "          env: [{name: COLOR, valueFrom: {configMapKeyRef: {name: colors, key: COLOR}}}]\n"
)
