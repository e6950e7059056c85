// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// ExceptionPrefix begins the annotation that excepts a resource from a rule:
//
//	allow.fairlead.dev/no-auto-sync: rolled out by hand until 2026-12-31
//
// The rest of the key is the rule's id. The value is the reason; a date after the word `until` at its end is the last
// day on which it holds.
const ExceptionPrefix = "allow.fairlead.dev/"

// exceptions are those of one resource.
type exceptions struct {
	rules   []string
	results []krm.Result
}

func (e exceptions) covers(id string) bool {
	for _, r := range e.rules {
		if r == id {
			return true
		}
	}
	return false
}

func exceptionsOf(c *Context, it *krm.Item, rules []*Rule) exceptions {
	var e exceptions
	annotations := it.Lookup("metadata", "annotations")
	if annotations == nil || annotations.Kind != yaml.MappingNode {
		return e
	}
	for i := 0; i+1 < len(annotations.Content); i += 2 {
		key, value := annotations.Content[i], annotations.Content[i+1]
		id, ok := strings.CutPrefix(key.Value, ExceptionPrefix)
		if !ok {
			continue
		}
		path := "metadata.annotations[" + key.Value + "]"
		report := func(format string, args ...any) {
			e.results = append(e.results, it.Result(krm.Error, ExceptionID, path, key, format, args...))
		}
		if hint, known := knownRule(id, rules); !known {
			report("there is no rule %q%s", id, hint)
			continue
		}
		reason, until, dated := cutUntil(value.Value)
		switch {
		case reason == "":
			report("must give the reason of the exception, as in \"rolled out by hand until 2026-12-31\"")
		case dated && until.IsZero():
			report("must end in a date as in \"until 2026-12-31\", or in no date")
		case dated && !c.Now.Before(until.AddDate(0, 0, 1)):
			report("the exception from %s ended on %s: mend what it covers, or give it a new date", id, until.Format(time.DateOnly))
		default:
			e.rules = append(e.rules, id)
		}
	}
	return e
}

// Excepted reports whether a resource is excepted from a rule that is not run over it.
func Excepted(c *Context, it *krm.Item, r *Rule) bool {
	return exceptionsOf(c, it, []*Rule{r}).covers(r.ID)
}

// ExceptionID is the id under which wrong and expired exceptions are reported.
const ExceptionID = "exception-not-valid"

func knownRule(id string, rules []*Rule) (hint string, known bool) {
	ids := make([]string, len(rules))
	for i, r := range rules {
		if r.ID == id {
			return "", true
		}
		ids[i] = r.ID
	}
	if near, ok := nearest.Name(id, ids); ok {
		return ": did you mean " + near + "?", false
	}
	return "", false
}

// cutUntil cuts the date off a reason. dated says that there is the word `until` before a last word.
func cutUntil(text string) (reason string, until time.Time, dated bool) {
	text = strings.TrimSpace(text)
	before, date, ok := cutLast(text, "until ")
	if !ok || strings.ContainsAny(date, " ") {
		return text, time.Time{}, false
	}
	reason = strings.TrimRight(strings.TrimSpace(before), ",;")
	until, err := time.Parse(time.DateOnly, date)
	if err != nil {
		if date == "" || date[0] < '0' || date[0] > '9' {
			return text, time.Time{}, false // prose: "until fixed"
		}
		return reason, time.Time{}, true
	}
	return reason, until, true
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
