// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"fmt"
	"strings"
)

// shapes are the ways of writing a list that the promise of this package holds for: one for each way of getting it
// wrong that is known.
func shapes() []shape {
	all := []shape{
		{name: "plain", text: header + "items:\n" + three("")},
		{name: "indented by 2", text: header + "items:\n" + three("  ")},
		{name: "indented by 4", text: header + "items:\n" + three("    ")},
		{name: "one item", text: header + "items:\n" + block("a", "")},
		{name: "comment on the dash line", text: header + `items: # keep
⟦- # of a
  apiVersion: v1
  kind: A
  metadata: {name: a}
⟧⟦-   # of b

  # more of b
  apiVersion: v1
  kind: B
  metadata: {name: b}
⟧⟦-   # after spaces
  apiVersion: v1
  kind: C
  metadata: {name: c}
⟧`},
		{name: "scalars that look like items", text: header + `items:
⟦- apiVersion: v1
  kind: A
  data:
    double: "one
- apiVersion: v2
# no comment
items:
  kind: X"
    more: 'one
- apiVersion: v2
results:

# no comment'
⟧⟦- apiVersion: v1
  kind: B
  data:
    literal: |
      - apiVersion: v2
        kind: X
    plain: one
      - two
      -
⟧⟦- apiVersion: v1
  kind: C
  data: "it
# is 'quoted'
- \" here
- "
⟧`},
		{name: "tagged items", text: header + `items:
⟦- !!map
  apiVersion: v1
  kind: A
⟧⟦- !!map # of b
  apiVersion: v1
  kind: B
⟧⟦- !!map {apiVersion: v1, kind: C}
⟧`},
		{name: "anchored items", text: header + `items:
⟦- &a
  apiVersion: v1
  kind: A
⟧⟦- &b # of b
  apiVersion: v1
  kind: B
⟧⟦- &c !!map
  apiVersion: v1
  kind: C
⟧`},
		{name: "dash alone", text: header + `items:
⟦-
  apiVersion: v1
  kind: A
⟧⟦-

  apiVersion: v1
  kind: B
⟧⟦-   ` + `
      apiVersion: v1
      kind: C
⟧`},
		{name: "explicit keys", text: header + `items:
⟦- ? apiVersion
  : v1
  ? kind
  : A
⟧⟦- # of b
  ? kind
  : B
  ? apiVersion
  : v1
⟧⟦- kind: C
  ? apiVersion
  : v1
⟧`},
		{name: "aliases", anchored: 1, text: header + `items:
⟦- apiVersion: v1
  kind: A
  data: &data
    key: value
⟧⟦- apiVersion: v1
  kind: B
  data: *data
⟧⟦- apiVersion: v1
  kind: C
  data:
    <<: *data
⟧`},
		{name: "an item that is an alias", anchored: 1, text: header + `items:
⟦- &a
  apiVersion: v1
  kind: A
⟧⟦- apiVersion: v1
  kind: B
⟧⟦- *a
⟧`},
		{name: "an alias in functionConfig", anchored: 1, text: header + `items:
⟦- apiVersion: v1
  kind: A
  data: &data [1, 2]
⟧⟦- apiVersion: v1
  kind: B
⟧⟦- apiVersion: v1
  kind: C
⟧functionConfig:
  apiVersion: v1
  kind: F
  data: *data
`},
		{name: "anchors in functionConfig", text: header + `functionConfig:
  apiVersion: v1
  kind: F
  data: &data [1, 2]
items:
⟦- apiVersion: v1
  kind: A
  data: *data
⟧⟦- apiVersion: v1
  kind: B
⟧⟦- apiVersion: v1
  kind: C
  data: [*data]
⟧`},
		{name: "comments between", text: `# keep above
` + header + `# keep before items
items:
# keep before a
` + strings.TrimSuffix(block("a", ""), "⟧") + `
⟧# keep after a

# keep before b
` + block("b", "") + block("c", "") + `# keep at the end
`},
		{name: "comments after quoted scalars", text: header + `items:
⟦- apiVersion: v1
  kind: A
  data: "a"
⟧# keep after a
⟦- apiVersion: v1
  kind: B
  data: &x !!str 'it''s
# no comment'
⟧# keep after b
⟦- apiVersion: v1
  kind: C
  data: ["\"", "
# no comment"]
⟧# keep after c
`},
		{name: "comments of items", text: header + `items:
⟦- apiVersion: v1
  kind: A
  # own last of a
⟧⟦- apiVersion: v1
  # own deep in b
  kind: B

⟧⟦- # own of c
  apiVersion: v1
  kind: C
    # own and deeper
⟧`},
		{name: "functionConfig after items", text: header + "items:\n" + three("") + "functionConfig: {apiVersion: v1, kind: F}\n"},
		{name: "functionConfig before items", text: header + "functionConfig:\n  apiVersion: v1\n  kind: F\nitems:\n" + three("")},
		{name: "results after items", text: header + "items:\n" + three("") + "results:\n- message: old\n  severity: info\n"},
		{name: "results before items", text: header + "results:\n- message: old\n  severity: info\nitems:\n" + three("")},
		{name: "results between", text: "results:\n- message: old\nitems:\n" + three("  ") + header + "unknown: {a: 1}\n"},
		{name: "document start", text: "---\n" + header + "items:\n" + three("")},
		{name: "directive", text: "%YAML 1.1\n---\n" + header + "items:\n" + three("")},
		{name: "document end", loose: true, text: header + "items:\n" + three("") + "...\n"},
		{name: "quoted keys", text: header + "\"items\":\n" + three("") + "'functionConfig':\n  apiVersion: v1\n  kind: F\n"},
		{name: "explicit key of the list", loose: true, text: header + "? items\n:\n" + three("  ")},
		{name: "items on the key's line by tag", loose: true, text: header + "items: !!seq\n" + three("")},
		{name: "items with an anchor", loose: true, text: header + "items: &all\n" + three("")},
		{name: "flow items", text: header + "items:\n⟦- {apiVersion: v1, kind: A}\n⟧⟦- {apiVersion: v1,\n   kind: B}\n⟧⟦- {\n  apiVersion: v1, kind: C\n# in flow\n  }\n⟧"},
		{name: "unusual breaks in scalars", text: header + "items:\n⟦- apiVersion: v1\n  kind: A\n  data: \"a\u2028- b\u0085- c\u2029- d\"\n⟧" +
			"⟦- apiVersion: v1\n  kind: B # a\u0085  data: |\n    x\u2028    - y\n⟧⟦- apiVersion: v1\n  kind: C\n⟧"},
		{name: "flow list", loose: true, text: header + "items: [{apiVersion: v1, kind: A}, {apiVersion: v1, kind: B, data: {a: \"yes\", b: yes}}, {apiVersion: v1, kind: C}]\n"},
		{name: "flow", loose: true, text: "{apiVersion: config.kubernetes.io/v1, kind: ResourceList, items: [{apiVersion: v1, kind: A}, {apiVersion: v1, kind: B}], functionConfig: {apiVersion: v1, kind: F}}\n"},
		{name: "JSON", loose: true, text: `{"apiVersion":"config.kubernetes.io/v1","kind":"ResourceList","items":[{"apiVersion":"v1","kind":"A","data":{"a":"yes","b":1.0,"c":null,"d":"\u2028\n"}},
  {"apiVersion":"v1","kind":"B","data":[]},{"apiVersion":"v1","kind":"C"}],"results":[{"message":"old"}]}` + "\n"},
	}
	return append(append(all, blockScalars()...), emptyLists()...)
}

// blockScalars end each item, and so the input, in a block scalar: a line break more would change some of them.
func blockScalars() []shape {
	var all []shape
	for _, mark := range []string{"|", "|-", "|+", ">", ">-", ">+", "|2+"} {
		var b strings.Builder
		b.WriteString(header + "items:\n")
		for _, kind := range []string{"A", "B", "C"} {
			fmt.Fprintf(&b, "⟦- apiVersion: v1\n  kind: %s\n  data: %s\n    text  \n    - more\n\n\n⟧", kind, mark)
		}
		all = append(all, shape{name: "block scalar " + mark, text: b.String()},
			shape{name: "block scalar " + mark + " then comment", text: b.String() + "# keep at the end\n"})
	}
	return append(all, shape{name: "block scalar in functionConfig",
		text: header + "items:\n" + three("") + "functionConfig:\n  apiVersion: v1\n  kind: F\n  data: |+\n    text\n\n"})
}

func emptyLists() []shape {
	var all []shape
	for _, value := range []string{"", " []", " null", " ~", " # keep", " [] # keep", "\n  []", " [\n  ]", " !!seq []"} {
		name := fmt.Sprintf("empty items:%s", strings.ReplaceAll(value, "\n", "⏎"))
		all = append(all,
			shape{name: name, text: header + "items:" + value + "\n"},
			shape{name: name + " before functionConfig", text: header + "items:" + value + "\n# keep below\nfunctionConfig: {apiVersion: v1, kind: F}\n"})
	}
	return append(all,
		shape{name: "absent items", text: header},
		shape{name: "absent items and a comment", text: header + "# keep\n"},
		shape{name: "absent items and functionConfig", text: header + "functionConfig:\n  apiVersion: v1\n  kind: F\n"})
}
