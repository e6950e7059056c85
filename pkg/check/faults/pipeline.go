// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const (
	deliveredRepository = "https://github.com/planted/delivered"
	ciFile              = ".github/workflows/ci.yaml"
	kustomizationFile   = "deploy/kustomization.yaml"
	workloadFile        = "deploy/delivered.yaml"
	notifyFile          = "deploy/notify.sh"

	// baseDelivered is a Project whose repository is at hand, with the files of baseFiles.
	baseDelivered = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: planted-delivered
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: https://github.com/planted/delivered
  path: deploy
  images:
  - name: ghcr.io/planted/delivered
    allowTags: regexp:^sha-[0-9a-f]{7}$
  secrets:
  - name: planted-delivered
    keys: [TOKEN, URL]
`
	// baseDeliveredApplication is an Application of the same repository that belongs to no Project.
	baseDeliveredApplication = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: planted-by-hand
  namespace: argocd
spec:
  project: elsewhere
  source:
    repoURL: https://github.com/planted/delivered
    targetRevision: main
    path: deploy
  destination:
    name: in-cluster
    namespace: planted
  ignoreDifferences:
  - group: apps
    kind: Deployment
    name: delivered
    jsonPointers: [/spec/replicas]
`
)

// baseFiles are those of the repository of baseDelivered.
func baseFiles() map[string]string {
	return map[string]string{
		ciFile: `name: CI
on:
  push: {branches: [main]}
  pull_request:
jobs:
  image:
    runs-on: ubuntu-latest
    permissions: {contents: read, packages: write}
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with: {registry: ghcr.io, username: '${{ github.actor }}', password: '${{ secrets.GITHUB_TOKEN }}'}
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: ghcr.io/${{ github.repository }}
          tags: |
            type=sha
            type=ref,event=branch
            type=ref,event=pr
      - uses: docker/build-push-action@v6
        with:
          platforms: linux/amd64,linux/arm64,linux/arm/v7
          push: ${{ github.event_name == 'push' }}
          tags: ${{ steps.meta.outputs.tags }}
      - name: Notify
        if: github.ref == 'refs/heads/main'
        env:
          TOKEN: ${{ secrets.ARGOCD_TOKEN }}
        run: |
          umask 077
          printf 'Authorization: Bearer %s' "$TOKEN" > header

          curl -fsS --max-time 30 -H @header --json '{"project": "delivered"}' "https://argocd.example.org/api/v1/applications/delivered/sync" || echo '::warning::not told'
          sh deploy/notify.sh
`,
		notifyFile: `#!/bin/sh
# Waits until the image runs.
set -eu
if ! timeout 300 argocd app wait delivered --server argocd.example.org; then
  echo '::warning::it does not run yet'
fi
`,
		kustomizationFile: "resources: [delivered.yaml]\nconfigMapGenerator: [{name: colors, literals: [COLOR=red]}]\n",
		workloadFile: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: delivered
spec:
  replicas: 1
  selector: {matchLabels: {app: delivered}}
  template:
    metadata: {labels: {app: delivered}}
    spec:
      containers:
      - name: delivered
        image: ghcr.io/planted/delivered:sha-0000000
        env:
        - {name: TOKEN, valueFrom: {secretKeyRef: {name: planted-delivered, key: TOKEN}}}
        - {name: COLOR, valueFrom: {configMapKeyRef: {name: colors, key: COLOR}}}
      volumes:
      - name: all
        projected: {sources: [{secret: {name: planted-delivered, items: [{key: URL, path: url}]}}]}
`,
	}
}

// delivered returns a Project whose repository is at hand.
func (s *Set) delivered() *Doc {
	s.Base(baseDelivered)
	s.Files, s.Repository = baseFiles(), deliveredRepository
	found := s.All(rule.Kind{Group: v1alpha1.Group, Name: v1alpha1.KindProject}, func(d *Doc) bool { return d.Get("metadata", "name") == "planted-delivered" })
	return found[0]
}

// change replaces a text in a file of the repository; the test fails where it is not there.
func (s *Set) change(file, old, text string) {
	s.t.Helper()
	if !strings.Contains(s.Files[file], old) {
		s.t.Fatalf("%s does not hold %q", file, old)
	}
	s.Files[file] = strings.Replace(s.Files[file], old, text, 1)
}

// inFile plants a fault into a file of the repository, found at a field of the Project.
func inFile(file, old string, at []any, texts ...string) Fault {
	return func(s *Set) Planted {
		d := s.delivered()
		s.change(file, old, Pick(s, texts...))
		return At(d, at...)
	}
}

var (
	filterField = []any{"spec", "images", 0, "allowTags"}
	imageField  = []any{"spec", "images", 0, "name"}
)

// pipeline are the faults of the rules of the package pipeline.
var pipeline = map[string]Fault{
	"pushed-tag-not-taken": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			d := s.delivered()
			d.Set(Pick(s, "regexp:^sha-[0-9a-f]{8,40}$", "regexp:^git-", "regexp:^sha-[0-9]{7}$", "regexp:^[0-9a-f]{7}$"), filterField...)
			return At(d, filterField...)
		}
		return inFile(ciFile, "type=sha\n", filterField, "type=sha,format=long\n", "type=sha,prefix=\n", "type=sha,suffix=-x\n", "type=sha,prefix={{branch}}-\n")(s)
	},
	"foreign-tag-taken": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return inFile(ciFile, "branches: [main]", filterField, "branches: [main, dev]", "branches: ['**']", "branches-ignore: [docs]")(s)
		}
		return inFile(ciFile, "${{ github.event_name == 'push' }}", filterField, "true", "${{ github.event_name != 'schedule' }}", "${{ always() }}")(s)
	},
	"image-without-platform": func(s *Set) Planted {
		d := s.delivered()
		s.change(ciFile, "          platforms: linux/amd64,linux/arm64,linux/arm/v7\n", Pick(s, "", "          platforms: linux/amd64\n", "          platforms: |\n            linux/amd64\n            linux/386\n"))
		d.Set(YAML("["+Pick(s, "linux/arm64", "linux/arm64/v8", "linux/arm/v7, linux/arm64")+"]"), "spec", "images", 0, "platforms")
		return At(d, filterField...)
	},
	"image-date-constant": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return inFile(ciFile, "jobs:\n", filterField, "env: {SOURCE_DATE_EPOCH: 0}\njobs:\n", "env:\n  SOURCE_DATE_EPOCH: '315532800'\njobs:\n")(s)
		}
		return inFile(ciFile, "          push: ${{", filterField, "          build-args: SOURCE_DATE_EPOCH=0\n          push: ${{", "          build-args: |\n            VERSION=${{ github.ref_name }}\n            SOURCE_DATE_EPOCH=1\n          push: ${{")(s)
	},
	"image-not-pushed": func(s *Set) Planted {
		switch s.Intn(4) {
		case 0:
			return inFile(ciFile, "${{ github.event_name == 'push' }}", imageField, "false", "${{ github.event_name == 'release' }}")(s)
		case 1:
			return inFile(ciFile, "ghcr.io/${{ github.repository }}", imageField, "ghcr.io/planted/deliverd", "ghcr.io/planted/web")(s)
		case 2:
			return inFile(ciFile, "    runs-on: ubuntu-latest\n", imageField, "    runs-on: ubuntu-latest\n    if: github.ref == 'refs/heads/master'\n")(s)
		}
		return inFile(ciFile, "      - uses: docker/build-push-action@v6\n", imageField, "      - uses: docker/build-push-action@v6\n        if: github.ref == 'refs/heads/master'\n")(s)
	},
	"release-branch-not-built": func(s *Set) Planted {
		d := s.delivered()
		s.change(ciFile, "  push: {branches: [main]}\n", "")
		s.change(ciFile, "${{ github.event_name == 'push' }}", "true")
		s.change(ciFile, "            type=sha\n", Pick(s, "", "            type=sha,prefix=pr-\n"))
		return At(d, filterField...)
	},
	"fixed-tag-taken": func(s *Set) Planted {
		d := s.delivered()
		d.Set(Pick(s, "regexp:^(sha-[0-9a-f]{7}|main)$", "regexp:^(sha-.*|m.*)$"), filterField...)
		return At(d, filterField...)
	},
}

// references are the faults of the rules of the package references.
var references = map[string]Fault{
	"secret-key-undeclared": func(s *Set) Planted {
		at := []any{"spec", "secrets", 0, "keys"}
		if s.Intn(2) == 0 {
			d := s.delivered()
			d.Set(Pick(s, "TOKENS", "token", "OTHER"), "spec", "secrets", 0, "keys", 0)
			return At(d, at...)
		}
		return inFile(workloadFile, "key: URL", at, "key: URI", "key: url")(s)
	},
	"secret-undeclared": func(s *Set) Planted {
		return inFile(workloadFile, "secretKeyRef: {name: planted-delivered", []any{"spec", "secrets"}, "secretKeyRef: {name: planted-deliverd", "secretKeyRef: {name: other")(s)
	},
	"config-map-missing": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return inFile(kustomizationFile, "name: colors", []any{"spec", "path"}, "name: colours")(s)
		}
		return inFile(workloadFile, "name: colors", []any{"spec", "path"}, "name: colour")(s)
	},
	"config-map-key-missing": func(s *Set) Planted {
		return inFile(kustomizationFile, "COLOR=red", []any{"spec", "path"}, "COLOUR=red", "color=red")(s)
	},
	"followed-image-not-run": inFile(workloadFile, "ghcr.io/planted/delivered", imageField, "ghcr.io/planted/other", "ghcr.io/planted/delivered/web", "delivered"),
	"followed-image-not-set": func(s *Set) Planted {
		d := s.delivered()
		s.change(workloadFile, "ghcr.io/planted/delivered:sha-0000000", "planted")
		s.Files[kustomizationFile] += "images: [{name: planted, newName: ghcr.io/planted/delivered, " + Pick(s, "newTag: v1", "digest: 'sha256:"+strings.Repeat("0", 64)+"'") + "}]\n"
		return At(d, imageField...)
	},
	"followed-image-without-pod": inFile(workloadFile, "replicas: 1", imageField, "replicas: 0"),
	"workload-without-node": func(s *Set) Planted {
		d := s.delivered()
		d.Set(YAML("[linux/arm64]"), "spec", "images", 0, "platforms")
		s.change(workloadFile, "      containers:\n", Pick(s, "      nodeSelector: {kubernetes.io/arch: arm}\n",
			"      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [s390x, arm]}]}]}}}\n")+"      containers:\n")
		if s.platformSays("cluster", "platforms", 0) != "" {
			return At(d, "spec", "path")
		}
		return At(d, imageField...)
	},
	"ignore-difference-matches-nothing": func(s *Set) Planted {
		s.Files, s.Repository = baseFiles(), deliveredRepository
		s.Base(baseDeliveredApplication)
		d := s.docs[len(s.docs)-1]
		field := []any{"spec", "ignoreDifferences", 0, "name"}
		if s.Intn(2) == 0 {
			d.Set(Pick(s, "deliverd", "delivered-7b9f", "other"), field...)
			return At(d, field...)
		}
		s.change(workloadFile, "  name: delivered\n", Pick(s, "  name: delivery\n", "  name: web\n  namespace: planted\n"))
		return At(d, field...)
	},
}
