// SPDX-License-Identifier: Apache-2.0

package folder

import "fmt"

// commit puts the new content in the place of the old one.
func (s *stage) commit(f *step) error {
	if f.Deleted {
		if err := s.root.Remove(f.real); err != nil {
			return err
		}
	} else {
		if err := s.rename(f.temp, f.real); err != nil {
			return err
		}
		f.temp = ""
	}
	f.done = true
	return nil
}

// rollBack undoes the steps that were done when one failed, and says what it could not undo and where that is.
func (s *stage) rollBack(failed *step, cause error) error {
	var stuck []error
	for i := len(s.steps) - 1; i >= 0; i-- {
		f := s.steps[i]
		if !f.done {
			continue
		}
		if f.New {
			if err := s.root.Remove(f.real); err != nil {
				stuck = append(stuck, fmt.Errorf("%s is new and stays (%w)", f.Path, plain(err)))
			}
			continue
		}
		if err := s.rename(f.kept, f.real); err != nil {
			stuck = append(stuck, fmt.Errorf("%s is changed, its old content is in %s (%w)", f.Path, f.kept, plain(err)))
		}
		f.kept = "" // in its place again, or the only copy of it
	}
	s.clear(true)
	if len(stuck) == 0 {
		return unchanged(failed.Path, cause)
	}
	err := fmt.Errorf("writing %s: %w; not undone", failed.Path, plain(cause))
	for _, one := range stuck {
		err = fmt.Errorf("%w: %w", err, one)
	}
	return err
}

// clear removes what the stage left beside the package's files, and the folders that it made when undo is set.
// Nothing depends on it any more, so a failure is not reported: the names begin with a dot and are read by nobody.
func (s *stage) clear(undo bool) {
	for _, f := range s.steps {
		for _, name := range []string{f.temp, f.kept} {
			if name != "" {
				_ = s.root.Remove(name)
			}
		}
	}
	for i := len(s.made) - 1; i >= 0 && undo; i-- {
		_ = s.root.Remove(s.made[i])
	}
	s.sync()
}
