// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"fmt"
	"sort"
	"strings"
)

// Page is where the page of all rules is published.
const Page = "https://github.com/fairlead-krm/fairlead/blob/main/docs/rules.md"

// HelpURL is where a rule is described: its heading on its page.
func (r *Rule) HelpURL() string {
	if r.Page != "" {
		return r.Page + "#" + r.ID
	}
	return Page + "#" + r.ID
}

// ByID returns rules sorted by id.
func ByID(rules []*Rule) []*Rule {
	sorted := append([]*Rule(nil), rules...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].ID < sorted[j].ID })
	return sorted
}

// Versions says in which versions a rule holds; "" means in all.
func (r *Rule) Versions() string {
	var parts []string
	if text := r.ArgoCD.String(); text != "" {
		parts = append(parts, "Argo CD "+text)
	}
	if text := r.ImageUpdater.String(); text != "" {
		parts = append(parts, "Image Updater "+text)
	}
	return strings.Join(parts, ", ")
}

// String returns the range as in `from v2.11, before v3.0`; "" for every version.
func (r Range) String() string {
	var parts []string
	if r.From != (Minor{}) {
		parts = append(parts, fmt.Sprintf("from v%d.%d", r.From[0], r.From[1]))
	}
	if r.Before != (Minor{}) {
		parts = append(parts, fmt.Sprintf("before v%d.%d", r.Before[0], r.Before[1]))
	}
	return strings.Join(parts, ", ")
}

// Table returns the rules as a Markdown table whose ids link to a page, sorted by id.
func Table(rules []*Rule, page string) string {
	var b strings.Builder
	b.WriteString("| rule | severity | holds |\n|---|---|---|\n")
	for _, r := range ByID(rules) {
		title := r.Title
		if v := r.Versions(); v != "" {
			title += " (" + v + ")"
		}
		fmt.Fprintf(&b, "| [%s](%s#%s) | %s | %s |\n", r.ID, page, r.ID, r.Severity, strings.ReplaceAll(title, "|", `\|`))
	}
	return b.String()
}

// Markdown returns what a rule says about itself, below a heading.
func (r *Rule) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s: %s.**", capital(string(r.Severity)), r.Title)
	if v := r.Versions(); v != "" {
		fmt.Fprintf(&b, " %s.", v)
	}
	fmt.Fprintf(&b, "\n\n%s\n%s", strings.TrimSpace(r.Doc), r.beside())
	if len(r.Upstream) > 0 {
		b.WriteString("\nUpstream:\n\n")
	}
	for _, url := range r.Upstream {
		fmt.Fprintf(&b, "- <%s>\n", url)
	}
	for _, example := range r.examples() {
		fmt.Fprintf(&b, "\n%s:\n\n```yaml\n%s\n```\n", example[0], example[1])
	}
	return b.String()
}

// Text returns what a rule says about itself, for a terminal.
func (r *Rule) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n%s\n", r.ID, r.Severity, r.Title)
	if v := r.Versions(); v != "" {
		fmt.Fprintf(&b, "Versions: %s\n", v)
	}
	fmt.Fprintf(&b, "\n%s\n%s", strings.TrimSpace(r.Doc), r.beside())
	for _, url := range r.Upstream {
		fmt.Fprintf(&b, "\nUpstream: %s", url)
	}
	if len(r.Upstream) > 0 {
		b.WriteByte('\n')
	}
	for _, example := range r.examples() {
		fmt.Fprintf(&b, "\n%s:\n\n    %s\n", example[0], strings.ReplaceAll(example[1], "\n", "\n    "))
	}
	return strings.ReplaceAll(b.String(), "\n    \n", "\n\n")
}

// beside says of a rule on files beside the resources who sees them.
func (r *Rule) beside() string {
	for _, k := range r.Kinds {
		if k.Group == RepositoryFile {
			return "\nIt looks at files beside the resources, which commands see and functions do not.\n"
		}
	}
	return ""
}

// examples are the examples with their captions.
func (r *Rule) examples() [][2]string {
	var all [][2]string
	at := ""
	if t := r.Target; t != (Target{}) {
		at = " (" + strings.Join(append(nonEmpty("Argo CD ", t.ArgoCD), nonEmpty("Image Updater ", t.ImageUpdater)...), ", ") + ")"
	}
	if text := strings.Trim(r.Bad, "\n"); text != "" {
		all = append(all, [2]string{"Wrong" + at, text})
	}
	if text := strings.Trim(r.Good, "\n"); text != "" {
		all = append(all, [2]string{"Right" + at, text})
	}
	return all
}

func nonEmpty(prefix, text string) []string {
	if text == "" {
		return nil
	}
	return []string{prefix + text}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Document returns the page of all rules, sorted by id.
func Document(rules []*Rule) string {
	var b strings.Builder
	b.WriteString("# Rules\n\nWhat `validate-delivery` finds. This page is rendered from the rules; `fairlead rule ID` prints the same.\n\n" +
		"An **error** certainly does not work, or loses or leaks something. A **warning** works by luck. An **info** is advice.\n" +
		"A `ValidateDelivery` sets the severity of a rule, or switches it off with `none`; the annotation\n`" + ExceptionPrefix +
		"<rule>: <reason> until <date>` excepts one resource.\n\n")
	b.WriteString(Table(rules, ""))
	for _, r := range ByID(rules) {
		fmt.Fprintf(&b, "\n## %s\n\n%s", r.ID, r.Markdown())
	}
	return b.String()
}
