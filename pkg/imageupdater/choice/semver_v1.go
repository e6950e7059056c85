// SPDX-License-Identifier: Apache-2.0

package choice

import semver "github.com/Masterminds/semver"

// grammarV1 is the grammar of v0.12. It differs from the later one where it matters: `^0.2` allows 0.9, only a comma joins two
// ranges, and pre-releases need not be well-formed.
type grammarV1 struct{}

type numberV1 struct{ *semver.Version }

func (n numberV1) compare(other number) int { return n.Compare(other.(numberV1).Version) }

func (grammarV1) number(tag string) (number, bool) {
	v, err := semver.NewVersion(tag)
	return numberV1{v}, err == nil
}

func (grammarV1) constraint(text string) (func(number) bool, error) {
	c, err := semver.NewConstraint(text)
	if err != nil {
		return nil, err
	}
	return func(n number) bool { return c.Check(n.(numberV1).Version) }, nil
}
