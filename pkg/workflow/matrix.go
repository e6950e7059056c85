// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"maps"
	"sort"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// maxCombinations is how many jobs GitHub makes of a matrix at most.
const maxCombinations = 256

// combinations returns the values of `matrix` for each job that is made of one; a single empty one where there is no matrix.
func (s *scope) combinations(job *actionlint.Job) ([]map[string]value, *tagscheme.Doubt) {
	if job.Strategy == nil || job.Strategy.Matrix == nil {
		return []map[string]value{nil}, nil
	}
	m := job.Strategy.Matrix
	if m.Expression != nil {
		return []map[string]value{nil}, s.doubt("the matrix is not written out", m.Expression.Value, m.Expression.Pos)
	}
	names := make([]string, 0, len(m.Rows))
	for name := range m.Rows {
		names = append(names, name)
	}
	sort.Strings(names)
	combinations := []map[string]value{{}}
	for _, name := range names {
		row := m.Rows[name]
		values := make([]value, 0, len(row.Values))
		for _, raw := range row.Values {
			values = append(values, s.raw(raw))
		}
		if row.Expression != nil {
			values = []value{hiddenValue(s.doubt("the matrix is not written out", row.Expression.Value, row.Expression.Pos))}
		}
		var next []map[string]value
		for _, c := range combinations {
			for _, v := range values {
				if len(next) >= maxCombinations {
					return []map[string]value{nil}, s.doubt("the matrix is larger than GitHub takes", name, m.Pos)
				}
				longer := maps.Clone(c)
				longer[name] = v
				next = append(next, longer)
			}
		}
		combinations = next
	}
	combinations, doubt := s.exclude(m.Exclude, combinations)
	if doubt != nil {
		return combinations, doubt
	}
	return s.include(m.Include, combinations, names)
}

// exclude takes away the combinations in which all that is named is so.
func (s *scope) exclude(exclude *actionlint.MatrixCombinations, combinations []map[string]value) ([]map[string]value, *tagscheme.Doubt) {
	if exclude == nil {
		return combinations, nil
	}
	if exclude.Expression != nil {
		return combinations, s.doubt("the matrix is not written out", exclude.Expression.Value, exclude.Expression.Pos)
	}
	kept := combinations[:0]
	for _, c := range combinations {
		out := false
		for _, e := range exclude.Combinations {
			same := len(e.Assigns) > 0
			for name, assign := range e.Assigns {
				same = same && s.equal(c[name], s.raw(assign.Value)) == yes
			}
			out = out || same
		}
		if !out {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// include adds to each combination what contradicts none of its own values, and what fits nowhere as one of its own.
func (s *scope) include(include *actionlint.MatrixCombinations, combinations []map[string]value, names []string) ([]map[string]value, *tagscheme.Doubt) {
	if include == nil {
		return combinations, nil
	}
	if include.Expression != nil {
		return combinations, s.doubt("the matrix is not written out", include.Expression.Value, include.Expression.Pos)
	}
	if len(names) == 0 {
		combinations = nil
	}
	original := len(combinations)
	for i, e := range include.Combinations {
		if i >= maxCombinations {
			break
		}
		if e.Expression != nil {
			return combinations, s.doubt("the matrix is not written out", e.Expression.Value, e.Expression.Pos)
		}
		fits := false
		for _, c := range combinations[:original] {
			contradicts := false
			for _, name := range names {
				if assign, ok := e.Assigns[name]; ok && s.equal(c[name], s.raw(assign.Value)) != yes {
					contradicts = true
				}
			}
			if !contradicts {
				fits = true
				for name, assign := range e.Assigns {
					c[name] = s.raw(assign.Value)
				}
			}
		}
		if !fits {
			alone := map[string]value{}
			for name, assign := range e.Assigns {
				alone[name] = s.raw(assign.Value)
			}
			combinations = append(combinations, alone)
		}
	}
	return combinations, nil
}

// raw returns a value of a matrix.
func (s *scope) raw(v actionlint.RawYAMLValue) value {
	switch v := v.(type) {
	case *actionlint.RawYAMLString:
		switch v.Value {
		case "true", "false":
			return value{kind: boolean, truth: truthOf(v.Value == "true")}
		}
		return textValue(s.fill(v.Value, v.Pos()))
	case *actionlint.RawYAMLObject:
		o := value{kind: object, fields: map[string]value{}}
		for name, prop := range v.Props {
			o.fields[name] = s.raw(prop)
		}
		return o
	}
	if v == nil {
		return value{}
	}
	return hiddenValue(s.doubt("a list of a matrix is not looked into", "", v.Pos()))
}
