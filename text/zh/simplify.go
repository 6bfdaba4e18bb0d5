package zh

import (
	_ "embed"
	"strings"
)

//go:generate go run ./internal/gen simplify $OPENCC_DATA/TSCharacters.txt $OPENCC_DATA/STCharacters.txt simplify.txt

//go:embed simplify.txt
var simplifyFile string

// Form says in which written forms of Chinese a character occurs.
type Form uint8

// The forms of a character. Most characters are in Both, as is everything
// that is not a character of Chinese at all.
const (
	Both Form = iota
	OnlySimplified
	OnlyTraditional
)

// script holds for every rune of the basic plane its simplified partner
// (itself for nearly all) and its form. It is made once and never written
// again; a flat table costs one load a rune, and text touches little of it.
var script = readSimplify(simplifyFile)

type scriptTable struct {
	simple [1 << 16]uint16
	form   [1 << 16]Form
}

// Simplify maps a traditional character to its simplified form, the most
// usual one where there are several, and any other rune to itself.
// Simplify(Simplify(r)) == Simplify(r).
func Simplify(r rune) rune {
	if uint32(r) > 0xFFFF {
		return r
	}
	return rune(script.simple[r])
}

// FormOf says whether r is written in only one form of Chinese.
func FormOf(r rune) Form {
	if uint32(r) > 0xFFFF {
		return Both
	}
	return script.form[r]
}

func readSimplify(file string) *scriptTable {
	t := new(scriptTable)
	for r := range t.simple {
		t.simple[r] = uint16(r)
	}
	section := ""
	for line := range strings.Lines(file) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = line
		case section == "[simplified]":
			for _, r := range line {
				t.form[r] = OnlySimplified
			}
		default:
			runes := []rune(line)
			for i := 0; i+1 < len(runes); i += 2 {
				t.simple[runes[i]] = uint16(runes[i+1])
				if section == "[pairs]" {
					t.form[runes[i]] = OnlyTraditional
				}
			}
		}
	}
	// A few partners have a partner of their own (薴 is 苧 is 苎): follow
	// them, so that folding twice is folding once.
	for r, s := range t.simple {
		for t.simple[s] != s {
			s = t.simple[s]
		}
		t.simple[r] = s
	}
	return t
}
