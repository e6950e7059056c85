// SPDX-License-Identifier: Apache-2.0

package input

import "strings"

// Repositories are the files of n Projects, each in a clone of its repository, with a workflow that pushes its image.
func Repositories(n int) map[string][]byte {
	files := map[string][]byte{}
	for i := range n {
		name := name(i)
		put := func(file, text string) {
			files[name+"/"+file] = []byte(strings.NewReplacer("NAME", name, "REPOSITORY", repository(name), "IMAGE", image(name)).Replace(text))
		}
		put("argocd/project.yaml", `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: NAME
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: REPOSITORY
  images:
    - IMAGE
  secrets:
    - name: NAME-secrets
      keys: [API_TOKEN, DB_PASSWORD]
`)
		put("deploy/kustomization.yaml", "resources: []\n")
		put(".github/workflows/image.yaml", `on:
  push: {branches: [main]}
  pull_request:
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: IMAGE
          tags: |
            type=sha,enable=${{ github.event_name == 'push' }}
            type=ref,event=pr
      - uses: docker/build-push-action@v6
        with: {push: true, platforms: 'linux/amd64,linux/arm64', tags: '${{ steps.meta.outputs.tags }}'}
`)
	}
	return files
}
