// SPDX-License-Identifier: Apache-2.0

package application

// exampleTop begins the examples of the rules: an Application with nothing wrong in it, to which fields of its spec are added.
const exampleTop = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`

// exampleProject is an AppProject that permits the Application of exampleTop.
const exampleProject = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: app, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/app']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]
`

// The pages of Argo CD that several rules cite.
const (
	diffingPage     = "https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/"
	syncOptionsPage = "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/"
	specPage        = "https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/"
	projectsPage    = "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/"
	autoSyncPage    = "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/"
	multiSourcePage = "https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/"
)
