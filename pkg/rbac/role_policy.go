// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// SplitRolePolicy splits an entry of spec.roles[].policies of an AppProject as Argo CD's API does: at every comma, quotes or
// not, without the spaces around the values. The error is that of a policy that does not have the six of a p line.
func SplitRolePolicy(policy string) ([]string, error) {
	values := strings.Split(policy, ",")
	for i, v := range values {
		values[i] = strings.Trim(v, " ")
	}
	if len(values) != 6 || values[0] != "p" {
		return nil, fmt.Errorf("policy %q must be \"p, <subject>, <resource>, <action>, <object>, <effect>\"", policy)
	}
	return values, nil
}

// CheckRoleResource checks the resource of a policy of an AppProject's role. Globs are refused.
func CheckRoleResource(name string) error {
	var known []string
	for _, r := range resources {
		if r.perProject && r.name == name {
			return nil
		}
		if r.perProject {
			known = append(known, r.name)
		}
	}
	if near, ok := nearest.Name(name, known); ok {
		return fmt.Errorf("resource %q must not stand in a role of an AppProject: did you mean %q?", name, near)
	}
	return fmt.Errorf("resource %q must not stand in a role of an AppProject: allowed are %s", name, strings.Join(known, ", "))
}

// CheckRoleAction checks the action of a policy of an AppProject's role for its resource. The only glob is "*", and those
// behind action/, update/ and delete/.
func CheckRoleAction(v Version, resourceName, action string) error {
	if err := CheckAction(v, resourceName, action); err != nil {
		return err
	}
	if word, _, _ := strings.Cut(action, "/"); action != "*" && IsGlob(word) {
		return fmt.Errorf("action %q must be \"*\" or one action: the API refuses other patterns", action)
	}
	return nil
}

// CheckRoleObject checks the object of a policy of an AppProject's role: <project>/<name>, or from v2.12 on
// <project>/<namespace>/<name>, of letters, digits and any of * _ . -
func CheckRoleObject(v Version, project, object string) error {
	names, ok := strings.CutPrefix(object, project+"/")
	if !ok {
		return fmt.Errorf("object %q must begin with the project: write %q or \"%s/<application>\"", object, project+"/*", project)
	}
	all := strings.Split(names, "/")
	if len(all) > 2 || len(all) == 2 && !v.AtLeast(2, 12) {
		return fmt.Errorf("object %q must be %q, \"%s/<application>\" or, from v2.12 on, \"%s/<namespace>/<application>\"", object, project+"/*", project, project)
	}
	for _, name := range all {
		if name == "" || strings.Trim(name, "*_.-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return fmt.Errorf("object %q must hold only letters, digits and any of * _ . - between its slashes: write %q or \"%s/<application>\"", object, project+"/*", project)
		}
	}
	return nil
}

// CheckEffect checks the effect of a p line.
func CheckEffect(effect string) error {
	if effect == "allow" || effect == "deny" {
		return nil
	}
	if near, ok := nearest.Name(effect, []string{"allow", "deny"}); ok {
		return fmt.Errorf("effect %q must be \"allow\" or \"deny\", or the line has no effect: did you mean %q?", effect, near)
	}
	return fmt.Errorf("effect %q must be \"allow\" or \"deny\", or the line has no effect", effect)
}
