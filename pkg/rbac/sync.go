// SPDX-License-Identifier: Apache-2.0

package rbac

import "strings"

// PolicyKey is the key of the ConfigMap argocd-rbac-cm that holds the lines of one project. Argo CD reads every key of that
// form behind policy.csv, so nobody else's lines have to be touched.
func PolicyKey(project string) string { return "policy." + project + ".csv" }

// SyncPolicy returns the two lines that let subject sync one Application and nothing else, each with a newline behind it: get,
// which Argo CD asks for first, and sync. Namespace is that of the Application where it is not Argo CD's own; "" means Argo
// CD's own. A rule in the wrong one of the two forms matches nothing.
func SyncPolicy(subject, appProject, namespace, application string) string {
	return strings.Join(syncLines(subject, appProject, namespace, application), "\n") + "\n"
}

// RolePolicies returns the same two lines for a role of the AppProject itself, without newlines, as spec.roles[].policies of
// the AppProject wants them.
func RolePolicies(appProject, role, namespace, application string) []string {
	return syncLines(ProjectRoleSubject(appProject, role), appProject, namespace, application)
}

// PipelineRole is the role of an AppProject that a pipeline's token has.
const PipelineRole = "ci"

// ProjectRoleSubject is the subject of a role of an AppProject: proj:<project>:<role>.
func ProjectRoleSubject(project, role string) string { return "proj:" + project + ":" + role }

func syncLines(subject, appProject, namespace, application string) []string {
	object := appProject + "/" + application
	if namespace != "" {
		object = appProject + "/" + namespace + "/" + application
	}
	var lines []string
	for _, action := range [...]string{"get", "sync"} {
		p := Permission{Subject: subject, Resource: "applications", Action: action, Object: object, Effect: "allow"}
		lines = append(lines, p.String())
	}
	return lines
}
