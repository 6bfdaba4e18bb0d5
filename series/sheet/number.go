package sheet

import (
	"bytes"
	"math"
	"strconv"
)

// cellKind is what a cell of values turned out to be.
type cellKind uint8

const (
	isNumber cellKind = iota
	isMissing
	isInfinite
	isText
)

// missingWords are the spellings of an unknown value that spreadsheets, R,
// pandas and databases write, in lower case.
var missingWords = [...]string{"nan", "na", "n/a", "#n/a", "null", "none", "nil", "-", "--", ".", "?", "<na>", "missing"}

// number reads a cell. With comma a comma is the decimal sign, as it is where
// the semicolon parts the cells; without it a comma is one only where it
// cannot part thousands. A result other than isNumber comes with NaN.
func number(cell []byte, comma bool) (float64, cellKind) {
	cell = bytes.TrimSpace(cell)
	if len(cell) == 0 {
		return math.NaN(), isMissing
	}
	if c := cell[len(cell)-1]; c-'0' <= 9 || c == '.' {
		if v, err := strconv.ParseFloat(string(cell), 64); err == nil && plain(cell) {
			return v, isNumber
		}
	}
	if len(cell) <= 16 {
		for _, w := range missingWords {
			if len(w) == len(cell) && bytes.EqualFold(cell, []byte(w)) {
				return math.NaN(), isMissing
			}
		}
	}
	if bytes.IndexByte(cell, ',') >= 0 {
		if v, ok := withComma(cell, comma); ok {
			return v, isNumber
		}
	}
	v, err := strconv.ParseFloat(string(cell), 64) // an overflow is infinite too
	if math.IsInf(v, 0) && (err == nil || plain(cell)) {
		return math.NaN(), isInfinite
	}
	return math.NaN(), isText
}

// plain says that a cell holds a decimal number and none of the further
// spellings of Go's literals.
func plain(cell []byte) bool {
	for _, c := range cell {
		if c-'0' > 9 && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return false
		}
	}
	return true
}

// withComma reads 1,5 and 1.234,5 (comma is the decimal sign) and 1,234.5
// (commas part thousands).
func withComma(cell []byte, comma bool) (float64, bool) {
	first, last, point := bytes.IndexByte(cell, ','), bytes.LastIndexByte(cell, ','), bytes.LastIndexByte(cell, '.')
	decimal := comma
	switch {
	case point > last: // 1,234.5
		decimal = false
	case point >= 0: // 1.234,5
		decimal = true
	case first != last: // 1,234,567
		decimal = false
	case len(cell)-last != 4: // three digits follow where thousands are parted
		decimal = true
	}
	if decimal && first != last {
		return 0, false
	}
	out := make([]byte, 0, 32)
	whole := cell
	if decimal {
		whole = cell[:last]
	} else if point >= 0 {
		whole = cell[:point]
	}
	part := byte(',')
	if decimal {
		part = '.'
	}
	groups := bytes.Split(whole, []byte{part})
	for i, g := range groups {
		digits := bytes.TrimLeft(g, "+-")
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (len(digits) < 1 || len(digits) > 3) {
			return 0, false
		}
		out = append(out, g...)
	}
	if len(whole) < len(cell) {
		out = append(append(out, '.'), cell[len(whole)+1:]...)
	}
	if !plain(out) {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(out), 64)
	return v, err == nil
}
