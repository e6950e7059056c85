// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"strings"
	"sync"
)

// typeInfo is what the decoder needs to know of a struct type. It is read from the type once.
type typeInfo struct {
	name   string
	fields []fieldInfo // in the order of the type
	names  []string    // of the fields
}

// fieldInfo is one field, from these tags:
//
//	json:"name"              the name in YAML
//	fairlead:"required"      the field must be there
//	fairlead:"short=name"    an element of the list may be a string instead, which is its field of that name
//	fairlead:"quiet"         no result may quote what stands here
//	enum:"a,b"               the values allowed
//	pattern:"…", minimum:"…" for the JSON Schema; for a list, of its elements. The checks of the values are stricter.
type fieldInfo struct {
	name, goName     string
	index            int
	form             form
	elem             *typeInfo // of an object, and of the elements of a list of objects
	required, quiet  bool
	short            int // index in elem.fields; -1 where there is no short form
	enum             []string
	pattern, minimum string
}

// form is what a field may hold.
type form uint8

const (
	formString form = iota
	formBool
	formInt
	formStrings
	formObject
	formPointer // to an object; nil where the field is absent
	formObjects
)

// typeInfos holds a *typeInfo by reflect.Type.
var typeInfos sync.Map

func infoOf(t reflect.Type) *typeInfo {
	if known, ok := typeInfos.Load(t); ok {
		return known.(*typeInfo)
	}
	info := &typeInfo{name: t.Name()}
	for i := range t.NumField() {
		f := readField(t.Field(i))
		f.index = i
		info.fields = append(info.fields, f)
		info.names = append(info.names, f.name)
	}
	typeInfos.Store(t, info)
	return info
}

func readField(sf reflect.StructField) fieldInfo {
	f := fieldInfo{
		name: sf.Tag.Get("json"), goName: sf.Name, short: -1,
		pattern: sf.Tag.Get("pattern"), minimum: sf.Tag.Get("minimum"),
	}
	switch sf.Type.Kind() {
	case reflect.Bool:
		f.form = formBool
	case reflect.Int:
		f.form = formInt
	case reflect.Struct:
		f.form, f.elem = formObject, infoOf(sf.Type)
	case reflect.Pointer:
		f.form, f.elem = formPointer, infoOf(sf.Type.Elem())
	case reflect.Slice:
		f.form = formStrings
		if sf.Type.Elem().Kind() == reflect.Struct {
			f.form, f.elem = formObjects, infoOf(sf.Type.Elem())
		}
	}
	if enum := sf.Tag.Get("enum"); enum != "" {
		f.enum = strings.Split(enum, ",")
	}
	for option := range strings.SplitSeq(sf.Tag.Get("fairlead"), ",") {
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "required":
			f.required = true
		case "quiet":
			f.quiet = true
		case "short":
			f.short = f.elem.find(value)
		}
	}
	return f
}

// find returns the index of a field, or -1.
func (t *typeInfo) find(name string) int {
	for i := range t.names {
		if t.names[i] == name {
			return i
		}
	}
	return -1
}
