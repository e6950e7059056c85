// SPDX-License-Identifier: Apache-2.0

package script

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// argument is one argument of a command.
type argument struct {
	// text is what it is, as far as that is known; Unknown stands for the rest.
	text string
	// raw is what is written, with variables as $NAME.
	raw string
	// opaque says that it may be any number of arguments.
	opaque bool
}

// words returns the arguments that words become.
func (r *reader) words(all []*syntax.Word) []argument {
	var found []argument
	for _, w := range all {
		if name, quoted, ok := only(w); ok && !quoted || ok && strings.HasSuffix(name, "[@]") {
			values, known := r.values[strings.TrimSuffix(name, "[@]")]
			switch {
			case !known:
				if text, env := r.options.Env[name]; env && !strings.Contains(text, Unknown) && text != "" {
					for _, f := range strings.Fields(text) {
						found = append(found, argument{text: f, raw: f})
					}
					continue
				}
				found = append(found, argument{text: Unknown, raw: "$" + name, opaque: true})
			case strings.HasSuffix(name, "[@]"):
				found = append(found, values...)
			default:
				for _, v := range values {
					for _, f := range strings.Fields(v.text) {
						found = append(found, argument{text: f, raw: "$" + name, opaque: v.opaque})
					}
				}
			}
			continue
		}
		found = append(found, r.word(w))
	}
	return found
}

// only returns the variable that is all of a word: its name, with [@] behind that of an array, and whether it is quoted.
func only(w *syntax.Word) (name string, quoted, ok bool) {
	if len(w.Parts) != 1 {
		return "", false, false
	}
	part := w.Parts[0]
	if q, isQuoted := part.(*syntax.DblQuoted); isQuoted && len(q.Parts) == 1 {
		part, quoted = q.Parts[0], true
	}
	p, isParam := part.(*syntax.ParamExp)
	if !isParam || p.Exp != nil && p.Index == nil || p.Length || p.Excl || p.Param == nil {
		return "", false, false
	}
	name = p.Param.Value
	if name == "@" || name == "*" {
		return name + "[@]", quoted, true
	}
	if p.Index != nil {
		if index, isWord := p.Index.(*syntax.Word); isWord && (index.Lit() == "@" || index.Lit() == "*") {
			return name + "[@]", quoted, true
		}
		return "", false, false
	}
	return name, quoted, true
}

// word returns a word as one argument.
func (r *reader) word(w *syntax.Word) argument {
	if w == nil {
		return argument{}
	}
	var text, raw strings.Builder
	r.parts(w.Parts, &text, &raw)
	return argument{text: text.String(), raw: raw.String()}
}

func (r *reader) parts(parts []syntax.WordPart, text, raw *strings.Builder) {
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			value := strings.ReplaceAll(p.Value, "\\\n", "")
			value = unescape.Replace(value)
			text.WriteString(value)
			raw.WriteString(value)
		case *syntax.SglQuoted:
			text.WriteString(p.Value)
			raw.WriteString(p.Value)
		case *syntax.DblQuoted:
			r.parts(p.Parts, text, raw)
		case *syntax.ParamExp:
			r.parameter(p, text, raw)
		default:
			text.WriteString(Unknown)
			raw.WriteString(Unknown)
		}
	}
}

// unescape takes the backslashes off that matter in URLs and in JSON.
var unescape = strings.NewReplacer(`\"`, `"`, `\$`, `$`, `\?`, `?`, `\&`, `&`)

func (r *reader) parameter(p *syntax.ParamExp, text, raw *strings.Builder) {
	if p.Param == nil {
		text.WriteString(Unknown)
		raw.WriteString(Unknown)
		return
	}
	raw.WriteString("${" + p.Param.Value + "}")
	if p.Exp != nil || p.Slice != nil || p.Repl != nil || p.Index != nil || p.Length || p.Excl {
		text.WriteString(Unknown)
		return
	}
	if values, ok := r.values[p.Param.Value]; ok && len(values) == 1 {
		text.WriteString(values[0].text)
		return
	}
	if value, ok := r.options.Env[p.Param.Value]; ok {
		text.WriteString(value)
		return
	}
	text.WriteString(Unknown)
}
