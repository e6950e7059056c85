// SPDX-License-Identifier: Apache-2.0

package faults

import "maps"

// projectWindows are faults in the sync windows of an AppProject.
var projectWindows = map[string]Fault{
	"sync-window-kind-unknown": func(s *Set) Planted {
		return window(s, "kind", Pick(s, "Deny", "block", "allowed"))
	},
	"sync-window-schedule-not-valid": func(s *Set) Planted {
		return window(s, "schedule", Pick(s, "0 22 * * 7", "@daily", "0 0 22 * * *", "22:00", "60 * * * *"))
	},
	"sync-window-duration-not-valid": func(s *Set) Planted {
		return window(s, "duration", Pick(s, "1d", "8", "two hours", "1h 30m"))
	},
	"sync-window-time-zone-unknown": func(s *Set) Planted {
		return window(s, "timeZone", Pick(s, "CEST", "UTC+2", "Europe/Bonn", "berlin"))
	},
	"sync-window-overlaps-itself": func(s *Set) Planted {
		d, i := addWindow(s)
		d.Set("48h", "spec", "syncWindows", i, "duration")
		d.Set(Pick(s, "0 3 * * *", "0 0 * * 6,0"), "spec", "syncWindows", i, "schedule")
		return At(d, "spec", "syncWindows", i, "schedule")
	},
	"sync-window-without-target": func(s *Set) Planted {
		d, i := addWindow(s)
		if s.Intn(2) == 0 {
			d.Remove("spec", "syncWindows", i, "applications")
		} else {
			d.Remove("spec", "syncWindows", i, "applications", 0)
		}
		return At(d, "spec", "syncWindows", i)
	},
	"sync-window-blocks-pipeline": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool {
			return !d.Has("spec", "roles") && !d.Has("spec", "syncWindows") && d.Get("metadata", "name") != ""
		})
		project := d.Get("metadata", "name")
		policies := []any{"spec", "roles", addRole(d, "planted"), "policies"}
		d.Append("p, proj:"+project+":planted, applications, "+Pick(s, "sync", "*")+", "+project+"/*, allow", policies...)
		blocking := maps.Clone(rightWindow)
		blocking["kind"] = Pick(s, "deny", "allow")
		if s.Intn(2) == 0 {
			blocking["manualSync"] = false
		}
		return At(d, "spec", "syncWindows", d.Append(blocking, "spec", "syncWindows"), "kind")
	},
	"sync-window-duplicate": func(s *Set) Planted {
		d, i := addWindow(s)
		again := maps.Clone(rightWindow)
		again["manualSync"] = true
		if s.Intn(2) == 0 {
			d.Set(true, "spec", "syncWindows", i, "manualSync")
		}
		return At(d, "spec", "syncWindows", d.Append(again, "spec", "syncWindows"))
	},
}

var rightWindow = map[string]any{"kind": "deny", "schedule": "17 4 * * *", "duration": "1h", "applications": []string{"*"}}

// addWindow adds a sync window that is right.
func addWindow(s *Set) (*Doc, int) {
	d := s.AppProject()
	return d, d.Append(rightWindow, "spec", "syncWindows")
}

// window adds a sync window with one field that is wrong.
func window(s *Set, field, value string) Planted {
	d, i := addWindow(s)
	d.Set(value, "spec", "syncWindows", i, field)
	return At(d, "spec", "syncWindows", i, field)
}
