// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// image is one item of an image-list.
type image struct {
	updater.Image
	// list is the image-list, index the place of the item in it, and item its text.
	list  setting
	index int
	item  string
	// hidden says that a placeholder stands in the name, and the name is not judged.
	hidden bool
	// unsure says that a placeholder stands where the constraint is, or may be.
	unsure   bool
	problems []*updater.ListProblem
}

// readImages reads the image-list item by item, because a placeholder in one must not hide the others. closed says that no
// other list takes its place.
func (s *subject) readImages(closed bool) {
	list, ok := s.wide(updater.KeyImageList)
	if !ok || list.value.ShortTag() != "!!str" {
		return
	}
	// A list with nothing in it has a rule of its own.
	s.closed = closed && strings.Trim(list.text(), ", \t\r\n") != ""
	seen := map[string]bool{}
	for index, item := range strings.Split(list.text(), ",") {
		im := image{list: list, index: index, item: strings.TrimSpace(item)}
		if mark := placeholder(im.item); mark >= 0 {
			s.readTemplated(&im, mark)
		} else {
			im.read()
		}
		if im.Alias != "" && seen[im.Alias] {
			im.problems = append(im.problems, &updater.ListProblem{Trap: updater.TrapDuplicate, Index: index, Item: im.item})
		}
		seen[im.Alias] = true
		s.images = append(s.images, im)
	}
}

func (im *image) read() {
	images, problems := updater.ParseImageList(im.item)
	if len(images) > 0 {
		im.Image = images[0]
	} else if alias, _, named := strings.Cut(im.item, "="); named {
		im.Alias = strings.TrimSpace(alias) // its keys are those of an image whose name is missing
	}
	for _, err := range problems {
		var p *updater.ListProblem
		if errors.As(err, &p) {
			p.Index = im.index
			im.problems = append(im.problems, p)
		}
	}
}

// readTemplated reads of an item with a placeholder what stands before and behind it.
func (s *subject) readTemplated(im *image, mark int) {
	im.hidden, im.unsure = true, true
	alias, ref, named := strings.Cut(im.item, "=")
	if !named || len(alias) > mark || updater.CheckAlias(alias, false) != nil {
		s.closed = false
		ref = im.item
	} else {
		im.Alias = alias
	}
	// Behind the last slash a name ends and a constraint begins; what is written out there is known.
	last := ref[strings.LastIndexByte(ref, '/')+1:]
	if last != ref && placeholder(last) < 0 && !strings.Contains(last, "}") {
		im.unsure = false
		_, im.Constraint, _ = strings.Cut(last, ":")
	}
}

// placeholder returns where a placeholder begins, or -1: one of a template, or a word such as AWS_ACCOUNT_ID that another
// tool replaces.
func placeholder(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '{' && i+1 < len(s) && s[i+1] == '{', c == '}' && i+1 < len(s) && s[i+1] == '}':
			return i
		case c == '$':
			return i
		case c == '_' && isUpper(s, i-1) && isUpper(s, i+1):
			return strings.LastIndexAny(s[:i], "=/:. ") + 1
		}
	}
	return -1
}

func isUpper(s string, i int) bool { return i >= 0 && i < len(s) && 'A' <= s[i] && s[i] <= 'Z' }

// aliases are those of all items, "" for one without.
func (s *subject) aliases() []string {
	aliases := make([]string, 0, len(s.images))
	for _, im := range s.images {
		if im.item != "" {
			aliases = append(aliases, im.Alias)
		}
	}
	return aliases
}

// label names an image in a message: by its alias, or as it is written.
func (im image) label() string {
	if im.Alias != "" {
		return im.Alias
	}
	return im.item
}

// itemProblem is a problem of one item of the image-list. fixed is the text that should stand in its place; "" is none.
func (s *subject) itemProblem(it *krm.Item, im image, fixed, format string, args ...any) rule.Problem {
	p := s.problem(im.list, "image-list item %d %q "+format, append([]any{im.index + 1, im.item}, args...)...)
	if fixed != "" && strings.Count(im.list.text(), im.item) == 1 {
		p.Proposed = strings.Replace(im.list.text(), im.item, fixed, 1)
	}
	p.At = im.place(it)
	return p
}

// place is where an item stands: a list over several lines is pointed at by the line. It goes by the number of the item,
// whose text may stand in another one too.
func (im image) place(it *krm.Item) *yaml.Node {
	list := im.list.text()
	items := strings.Split(list, ",")
	before := list[:len(strings.Join(items[:im.index+1], ","))-len(strings.TrimLeft(items[im.index], " \t\r\n"))]
	switch {
	case im.item != "":
	case im.index+1 < len(items): // nothing is to be seen but the comma behind it
		before = strings.Join(items[:im.index+1], ",")
	default: // or the one before it
		before = strings.Join(items[:im.index], ",")
	}
	return view.TextOf(it, im.list.value).At(strings.Count(before, "\n")+1, len(before)-strings.LastIndexByte(before, '\n'))
}

// validName reports whether Kubernetes takes what stands behind the slash of an annotation key.
func validName(name string) bool {
	if name == "" || len(name) > 63 || strings.ContainsAny(name[:1]+name[len(name)-1:], "-_.") {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c != '-' && c != '_' && c != '.' && !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}
