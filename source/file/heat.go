package file

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// maxHeat is more than anything was ever liked or watched; a larger number
// is an identifier or an attack on a sum, not a count.
const maxHeat = 1e12

// units multiply a number they follow, in English and Chinese.
var units = []struct {
	suffix string
	factor float64
}{
	{"k", 1e3},
	{"K", 1e3},
	{"千", 1e3},
	{"w", 1e4},
	{"W", 1e4},
	{"万", 1e4},
	{"萬", 1e4},
	{"m", 1e6},
	{"M", 1e6},
	{"b", 1e9},
	{"B", 1e9},
	{"亿", 1e8},
	{"億", 1e8},
}

// heat is how loud a row was: its count, else by its rank, else 1. Counts are
// written "1,234", "3k", "1.2万" or "100+"; a negative one is 0, for nothing
// is less than silent, and one that cannot be read is 1.
func heat(count, rank []byte) float64 {
	if !isBlank(count) {
		if v, ok := cellNumber(count); ok && v <= maxHeat {
			return math.Max(v, 0)
		}
		return 1
	}
	// The discount of Järvelin & Kekäläinen, "Cumulated gain-based evaluation
	// of IR techniques" (2002): rank 1 is 1, rank 3 is a half.
	if v, ok := cellNumber(bytes.TrimPrefix(bytes.TrimSpace(rank), []byte("#"))); ok && v >= 1 {
		return 1 / math.Log2(1+v)
	}
	return 1
}

// cellNumber is parseNumber for a cell.
func cellNumber(cell []byte) (float64, bool) {
	if v, ok := smallInt(cell); ok {
		return v, true
	}
	return parseNumber(string(cell))
}

// parseNumber reads a decimal number with an optional unit and thousands
// separators in groups of three; "12,5" is not one.
func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if v, ok := smallInt(s); ok {
		return v, true
	}
	s = strings.TrimSuffix(s, "+") // "1万+": at least
	factor := 1.0
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			s, factor = strings.TrimSpace(rest), u.factor
			break
		}
	}
	s, ok := dropThousands(s)
	if !ok || s == "" || strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, false // also keeps ParseFloat from "inf", "nan" and hexadecimals
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	return v * factor, true
}

// smallInt is the fast way for plain digits, without an allocation.
func smallInt[T string | []byte](s T) (float64, bool) {
	if len(s) == 0 || len(s) > 15 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return float64(n), true
}

// dropThousands removes commas that part groups of three digits.
func dropThousands(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	whole, fraction, _ := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	first := strings.TrimLeft(groups[0], "+-")
	if len(first) < 1 || len(first) > 3 {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", false
		}
	}
	s = strings.Join(groups, "")
	if fraction != "" {
		s += "." + fraction
	}
	return s, true
}
