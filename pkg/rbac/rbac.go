// SPDX-License-Identifier: Apache-2.0

// Package rbac reads and prints Argo CD's policy.csv, with the position of everything in it, and writes the lines that let
// a CI account or a role of an AppProject sync one Application.
//
//	p, <subject>, <resource>, <action>, <object>, <allow|deny>
//	g, <user or group>, <role>
//
// It reads as Argo CD does (util/rbac/rbac.go): each line by itself, spaces at its ends removed, then as CSV. One line that
// Argo CD cannot read makes it refuse the whole policy, those of the administrators included.
package rbac

import "strings"

// Policy is a policy.csv, line for line.
type Policy struct {
	Lines []Line
}

// Line is one line: a permission, a group, or other text. At most one of Permission and Group is not nil.
type Line struct {
	// Text is the line without its end: a comment, a blank line, or a line that could not be read. It is not used where
	// Permission or Group is set.
	Text       string
	Permission *Permission
	Group      *Group
}

// Permission is a p line. What it allows nobody may do who is denied it by another.
type Permission struct {
	// Subject is a local account, an SSO user or group, a role (role:<name>) or a role of an AppProject.
	Subject string
	// Resource, Action and Object are globs in which '*' goes across slashes.
	Resource, Action, Object string
	// Effect is allow or deny, in lower case.
	Effect string
	// Line is the number of the line it was read from, from 1. 0 means that it was not read.
	Line int
}

// Group is a g line: Subject has Role.
type Group struct {
	// Subject is an account, an SSO user or group, or a role. It is compared as it stands, '*' too.
	Subject string
	// Role is role:<name>, or a role of an AppProject.
	Role string
	// Line is the number of the line it was read from, from 1. 0 means that it was not read.
	Line int
}

// Permissions returns the p lines in their order.
func (p Policy) Permissions() []Permission {
	var all []Permission
	for _, line := range p.Lines {
		if line.Permission != nil {
			all = append(all, *line.Permission)
		}
	}
	return all
}

// Groups returns the g lines in their order.
func (p Policy) Groups() []Group {
	var all []Group
	for _, line := range p.Lines {
		if line.Group != nil {
			all = append(all, *line.Group)
		}
	}
	return all
}

// String prints the policy, each line with a newline behind it, values with ", " between them and in quotes only where they
// need them. Parse reads it back as it was; text that is printed so already comes out unchanged.
func (p Policy) String() string {
	var b strings.Builder
	for _, line := range p.Lines {
		b.WriteString(line.String() + "\n")
	}
	return b.String()
}

// String prints the line without a newline.
func (l Line) String() string {
	switch {
	case l.Permission != nil:
		return l.Permission.String()
	case l.Group != nil:
		return l.Group.String()
	}
	return l.Text
}

// String prints the p line without a newline.
func (p Permission) String() string {
	return join("p", p.Subject, p.Resource, p.Action, p.Object, p.Effect)
}

// String prints the g line without a newline.
func (g Group) String() string { return join("g", g.Subject, g.Role) }

func join(values ...string) string {
	for i, value := range values {
		if strings.ContainsAny(value, `,"`) || strings.TrimSpace(value) != value {
			values[i] = `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
		} else if value == "" {
			values[i] = `""`
		}
	}
	return strings.Join(values, ", ")
}
