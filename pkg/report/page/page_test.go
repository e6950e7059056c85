// SPDX-License-Identifier: Apache-2.0

package page

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/delivery"
)

// hostile is what somebody might write wherever a name may stand.
const hostile = `</style></title><script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)` + "\u202e\x1b[2J" + `{{.}} javascript:alert(1)`

func everything(text string) Page {
	at := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	var findings []delivery.Finding
	for _, state := range []delivery.State{delivery.OK, delivery.Info, delivery.Warning, delivery.Unknown, delivery.Wrong} {
		findings = append(findings, delivery.Finding{ID: text, Step: delivery.Application, State: state, Message: text, Remedy: text})
	}
	p := delivery.Project{
		Name: text, Namespace: text, Repository: text, Path: text, Revision: text, State: delivery.Wrong, Deployed: text, Sync: text, Health: text, CI: text,
		Images: []delivery.ImageState{
			{Name: text, Alias: text, Pin: text, AllowTags: text, Git: text, Live: text, Running: []string{text}, Newest: text, Commit: text, Created: &at},
			{Name: text, AllowTags: text, GitWhy: text, Tags: -1},
		},
		Secrets: []delivery.SecretState{
			{Name: text, Type: text, Keys: []string{text}, Missing: []string{text}, UsedBy: []string{text}, Known: true, Present: true},
			{Name: text, Known: true}, {Name: text},
		},
		LastSync: &delivery.Sync{At: at, By: text, Phase: text}, LastCISync: &delivery.Sync{At: at, By: text},
		Findings: findings,
	}
	for _, step := range delivery.Steps() {
		p.Chain = append(p.Chain, delivery.Link{Step: step, State: delivery.Wrong, Says: []string{text}})
	}
	return Page{Title: text, Version: text, At: at, Report: &delivery.Report{
		Source: text, Namespace: text, ImageUpdater: text, Findings: findings, Projects: []delivery.Project{p, p},
	}}
}

// elements returns the elements of a page with their attributes, and the text of it.
func elements(t *testing.T, html []byte) (all []xml.StartElement, text string) {
	t.Helper()
	// The page is written so that a strict parser of XML reads it, but for the elements without end.
	s := regexp.MustCompile(`<(meta)([^>]*)>`).ReplaceAllString(string(html), "<$1$2/>")
	d := xml.NewDecoder(strings.NewReader(s))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all, text
		}
		assert.NilError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			all = append(all, token.Copy())
		case xml.CharData:
			text += string(token)
		}
	}
}

func TestHostileNamesStayText(t *testing.T) {
	plain, err := Render(everything(strings.Repeat("name", 10))) // as long as the other, for what is long is marked
	assert.NilError(t, err)
	html, err := Render(everything(hostile))
	assert.NilError(t, err)
	count := func(html []byte) map[string]int {
		counts := map[string]int{}
		all, _ := elements(t, html)
		for _, e := range all {
			counts[e.Name.Local]++
			for _, a := range e.Attr {
				counts[e.Name.Local+" "+a.Name.Local]++
			}
		}
		return counts
	}
	assert.DeepEqual(t, count(html), count(plain)) // no element and no attribute more
	assert.Check(t, count(html)["script"] == 0)
	for _, bad := range []string{"<script", "<img", "\u202e", "\x1b", ` onmouseover="`} {
		assert.Check(t, !strings.Contains(string(html), bad), bad)
	}
}

// TestPageNeedsNothingElse holds that the page asks for nothing, and that what it points to is in it, once.
func TestPageNeedsNothingElse(t *testing.T) {
	html, err := Render(everything("name"))
	assert.NilError(t, err)
	ids, targets := map[string]int{}, []string{}
	all, _ := elements(t, html)
	for _, e := range all {
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				ids[a.Value]++
			case "href":
				assert.Check(t, strings.HasPrefix(a.Value, "#"), "%s", a.Value)
				targets = append(targets, strings.TrimPrefix(a.Value, "#"))
			case "aria-labelledby":
				targets = append(targets, a.Value)
			case "src", "srcset", "action", "data", "onload":
				t.Errorf("<%s %s=%q>", e.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
	for _, id := range targets {
		assert.Check(t, ids[id] == 1, "%s stands %d times", id, ids[id])
	}
	assert.Check(t, !strings.Contains(style, "url(") && !strings.Contains(style, "@import"))
	assert.Check(t, strings.Contains(string(html), `default-src 'none'`))
}

// TestPageSaysMoreThanColour holds that each state is a word and a picture, and that pictures are not read out.
func TestPageSaysMoreThanColour(t *testing.T) {
	html, err := Render(everything("name"))
	assert.NilError(t, err)
	for _, state := range []delivery.State{delivery.OK, delivery.Info, delivery.Warning, delivery.Unknown, delivery.Wrong} {
		assert.Check(t, strings.Contains(string(html), `href="#`+string(state)+`"/></svg> `+string(state)+"</span>"), "%s", state)
	}
	all, _ := elements(t, html)
	headings := ""
	for _, e := range all {
		if len(e.Name.Local) == 2 && e.Name.Local[0] == 'h' && e.Name.Local != "hr" {
			headings += e.Name.Local[1:]
		}
		if e.Name.Local == "svg" {
			hidden := false
			for _, a := range e.Attr {
				hidden = hidden || a.Name.Local == "aria-hidden" && a.Value == "true"
			}
			assert.Check(t, hidden)
		}
	}
	assert.Equal(t, headings, "12"+strings.Repeat("2333", 2))
}

// TestSecretOfAnotherType holds that both types are shown, and no tick.
func TestSecretOfAnotherType(t *testing.T) {
	p := everything("name")
	p.Report.Projects[0].Secrets = []delivery.SecretState{{Name: "tls", Type: "Opaque", LiveType: "kubernetes.io/tls", Known: true, Present: true}}
	html, err := Render(p)
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(html), `<use href="#warning"/></svg></span> there, of another type</td>`))
	assert.Check(t, strings.Contains(string(html), `<td data-name="Type"><code>Opaque</code>; it has <code>kubernetes.io/tls</code></td>`))
}

// TestShortWordsAreNotBroken holds that only what is long may be broken anywhere.
func TestShortWordsAreNotBroken(t *testing.T) {
	p := everything("sha-1234567")
	p.Report.Projects[0].Images[0].AllowTags, p.Report.Projects[0].Images[0].Pin = "regexp:^sha-[0-9a-f]{7,40}$", ""
	html, err := Render(p)
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(html), `<td data-name="Live"><code>sha-1234567</code>`))
	assert.Check(t, strings.Contains(string(html), `<code class="long">regexp:^sha-[0-9a-f]{7,40}$</code>`))
	for _, rule := range []string{"thead th { white-space: nowrap;", "td code { white-space: nowrap; }", "td code.long, tbody th code { white-space: normal; overflow-wrap: anywhere; }"} {
		assert.Check(t, strings.Contains(style, rule), rule)
	}
}

// TestPageIsKnownAgain holds that a page says who made it, and that nothing else is taken for one.
func TestPageIsKnownAgain(t *testing.T) {
	html, err := Render(everything(strings.Repeat("name", 100)))
	assert.NilError(t, err)
	assert.Check(t, Made(html) && Made(html[:MarkWithin]))
	const mark = `<meta name="generator" content="fairlead devel">`
	assert.Check(t, strings.Contains(string(html), mark[:40]))
	for _, other := range []string{"", "notes", "<!doctype html>\n<title>x</title>" + mark, mark + "<title>", "<!doctype html>\n<meta name=\"generator\" content=\"hugo\"><title>x", strings.Repeat(" ", MarkWithin) + string(html)} {
		assert.Check(t, !Made([]byte(other)), other)
	}
}

var colour = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)

// TestColoursContrast holds WCAG 2.2 AA, 4.5 to 1, in every scheme, for text on whatever it may stand on.
func TestColoursContrast(t *testing.T) {
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(style, -1)
	assert.Equal(t, len(blocks), 3)
	for i, block := range blocks {
		colours := map[string]string{}
		for _, c := range colour.FindAllStringSubmatch(block[1], -1) {
			colours[c[1]] = c[2]
		}
		for _, text := range []string{"text", "soft", "link", "ok", "info", "warning", "unknown", "wrong"} {
			for _, ground := range []string{"page", "card", "box", "wrong-box", "warning-box", "unknown-box"} {
				r := ratio(t, colours[text], colours[ground])
				assert.Check(t, r >= 4.5, "scheme %d: %s on %s: %.2f", i, text, ground, r)
			}
		}
	}
}

func ratio(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is that of https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.
func luminance(t *testing.T, c string) float64 {
	t.Helper()
	c = strings.TrimPrefix(c, "#")
	if len(c) == 3 {
		c = string([]byte{c[0], c[0], c[1], c[1], c[2], c[2]})
	}
	assert.Equal(t, len(c), 6)
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(c[2*i:2*i+2], 16, 8)
		assert.NilError(t, err)
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
