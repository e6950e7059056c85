// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// ruleInvalid is the rule that a value of the right type breaks which means nothing, or something else than was meant.
const ruleInvalid = "invalid-value"

// check checks the values of one resource that were given. A field that is absent, or that the decoder refused, is "".
type check struct {
	*loader
	item *krm.Item
}

// report adds a result about the field at a path, and returns it.
func (c *check) report(severity krm.Severity, rule, path, format string, args ...any) *krm.Result {
	n, _ := nodeAt(c.item.Node(), path)
	c.results = append(c.results, c.item.Result(severity, rule, path, n, format, args...))
	return &c.results[len(c.results)-1]
}

// invalid adds an error about a value that a check refused, with err as its message.
func (c *check) invalid(path, value string, err error) *krm.Result {
	if hasCredentials(value) {
		return c.report(krm.Error, ruleInvalid, path, "must not hold a user name or a password")
	}
	r := c.report(krm.Error, ruleInvalid, path, "%v", err)
	r.Field.CurrentValue = value
	return r
}

// invalidQuiet adds an error about a value that may be a credential, put where only its place belongs.
func (c *check) invalidQuiet(path, value string, err error) {
	text := strings.ReplaceAll(err.Error(), " "+strconv.Quote(value), "")
	if strings.Contains(text, value) {
		text = "is not of the form that this field has"
	}
	c.report(krm.Error, ruleInvalid, path, "%s", text)
}

// hasCredentials reports whether a value looks like user:password@host. An image's digest looks a little like it.
func hasCredentials(value string) bool {
	before, after, ok := strings.Cut(value, "@")
	return ok && strings.Contains(before, ":") && !strings.HasPrefix(after, "sha256:")
}

// repository checks a URL of a Git repository. The error that the check makes hides credentials; the value does not.
func (c *check) repository(path, value string) {
	if value == "" {
		return
	}
	if err := argocd.CheckRepositoryURL(value); err != nil {
		r := c.report(krm.Error, ruleInvalid, path, "%v", err)
		if !strings.Contains(value, "@") {
			r.Field.CurrentValue = value
		}
	}
}

// text checks a value by a function that words its errors with the value. path is made only where there is an error.
func (c *check) text(value string, by func(string) error, path string, indexes ...any) {
	if value == "" {
		return
	}
	if err := by(value); err != nil {
		c.invalid(at(path, indexes...), value, err)
	}
}

// label checks a DNS label.
func (c *check) label(path, value string) {
	if value == "" {
		return
	}
	if err := checkLabel(value); err != nil {
		c.invalid(path, value, fmt.Errorf("%q %w", value, err))
	}
}

// texts checks the entries of a list.
func (c *check) texts(path string, values []string, by func(string) error) {
	for i, value := range values {
		if value == "" {
			continue
		}
		if err := by(value); err != nil {
			c.invalid(path+"["+strconv.Itoa(i)+"]", value, err)
		}
	}
}

// project checks a Project.
func (c *check) project(p *Project) {
	s := &p.Spec
	c.repository("spec.repository", s.Repository)
	c.text(s.Path, argocd.CheckPath, "spec.path")
	c.text(s.Revision, argocd.CheckRevision, "spec.revision")
	c.label("spec.namespace", s.Namespace)
	c.images(s.Images)
	c.secrets(s.Secrets)
	c.syncOptions(s)
	c.text(s.CI.Account, argocd.CheckAccountName, "spec.ci.account")
	c.text(s.CI.Branch, argocd.CheckRevision, "spec.ci.branch")
	c.texts("spec.ci.platforms", s.CI.Platforms, imageupdater.CheckPlatform)
	c.text(s.CI.Context, argocd.CheckPath, "spec.ci.context")
}

// syncOptions checks the further sync options of a Project.
func (c *check) syncOptions(s *ProjectSpec) {
	for i, option := range s.Sync.Options {
		if option == "" {
			continue
		}
		name, _, _ := strings.Cut(option, "=")
		path := "spec.sync.options[" + strconv.Itoa(i) + "]"
		if err := c.syncOption(name, option, s.Sync.Options[:i]); err != nil {
			c.invalid(path, option, err)
			continue
		}
		if option == "Replace=true" && len(s.Secrets) > 0 {
			c.report(krm.Warning, "replace-with-secrets", path,
				"%q makes Argo CD write whole resources, for which ignoreDifferences does not hold: a Secret in the manifests would lose its values", option)
		}
	}
}

func (c *check) syncOption(name, option string, before []string) error {
	switch name {
	case "CreateNamespace":
		return fmt.Errorf("sync option %q must not stand here: set spec.sync.createNamespace", option)
	case "RespectIgnoreDifferences":
		return fmt.Errorf("sync option %q must not stand here: Fairlead sets it, because without it a sync overwrites Secrets", option)
	}
	for _, other := range before {
		if n, _, _ := strings.Cut(other, "="); n == name {
			return errors.New("sync option " + strconv.Quote(option) + " must not stand beside " + strconv.Quote(other) + ": keep one of the two")
		}
	}
	return c.model.ArgoCD.CheckSyncOption(option)
}
