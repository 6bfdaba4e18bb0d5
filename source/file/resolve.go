package file

import (
	"strconv"
	"strings"
)

// resolution is everything settled about a table before its rows are read.
type resolution struct {
	header  bool
	columns []string
	picks   picks
	guessed bool
	mapping Mapping
	cols    []column
}

// resolve settles which column is what: as the mapping says, and by guessing
// what it leaves open.
func (r *Reader) resolve(label string, p preview) (resolution, error) {
	res := resolution{columns: p.columns, picks: noPicks()}
	rows := p.rows
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	if !p.named {
		res.header = r.Mapping.names() || hasHeader(rows)
		res.columns = positions(width)
		if res.header && len(rows) > 0 {
			for c, name := range rows[0] {
				if name = strings.TrimSpace(name); name != "" {
					res.columns[c] = name
				}
			}
			rows = rows[1:]
			if len(rows) == 0 && p.queued == 1 && p.failed == nil {
				return res, &EmptyError{File: label, Header: true}
			}
		}
	}
	for f := range numFields {
		want := *r.Mapping.at(f)
		if want == "" {
			continue
		}
		c, ok := findColumn(res.columns, want)
		if !ok {
			return res, &ColumnError{File: label, Field: fieldNames[f], Wanted: want, Columns: res.columns}
		}
		res.picks[f] = c
	}
	res.cols = profile(res.columns, rows, r.location(), r.earliest(), r.latest())
	if err := r.guess(label, &res, p.named || res.header); err != nil {
		return res, err
	}
	return res, nil
}

// guess fills the picks that are needed and, without any mapping, those that
// can be recognised too.
func (r *Reader) guess(label string, res *resolution, named bool) error {
	given := res.picks
	full := r.Mapping == (Mapping{})
	constantDate := r.Constants.Date != ""
	found := res.picks
	if named {
		guessNamed(res.cols, &found)
	} else {
		guessUnnamed(res.cols, &found)
	}
	if constantDate && given[fDate] < 0 {
		found[fDate] = -1
	}
	for f := range numFields {
		needed := f == fDate || !given.words() && (f == fText || f == fTitle || f == fBody)
		if given[f] < 0 && (full || needed) && found[f] >= 0 {
			res.picks[f] = found[f]
			res.guessed = true
		}
	}
	res.mapping = r.Mapping
	for f, c := range res.picks {
		if given[f] < 0 && c >= 0 {
			*res.mapping.at(field(f)) = res.name(c, named)
		}
	}
	missing := ""
	switch {
	case res.picks[fDate] < 0 && !constantDate:
		missing = "date"
	case !res.picks.words():
		missing = "text"
	default:
		return nil
	}
	return &ColumnError{File: label, Field: missing, Columns: res.columns, Found: res.mapping}
}

// name is how a mapping calls column c: by its name where that finds it
// again, else by its position.
func (res *resolution) name(c int, named bool) string {
	if named {
		if at, ok := findColumn(res.columns, res.columns[c]); ok && at == c && res.columns[c] != "" {
			if _, err := strconv.Atoi(res.columns[c]); err != nil {
				return res.columns[c]
			}
		}
	}
	return strconv.Itoa(c + 1)
}

// findColumn finds a column by position, by name, or by name in another case.
// The positions of JSON are those of the order in which its keys appear.
func findColumn(columns []string, want string) (int, bool) {
	if n, err := strconv.Atoi(want); err == nil && n >= 1 && n <= len(columns) {
		return n - 1, true
	}
	for c, name := range columns {
		if name == want {
			return c, true
		}
	}
	for c, name := range columns {
		if strings.EqualFold(strings.TrimSpace(name), want) {
			return c, true
		}
	}
	return 0, false
}

// names reports whether a mapping calls any column by name, which only a
// header can have given it.
func (m Mapping) names() bool {
	for f := range numFields {
		if v := *m.at(f); v != "" {
			if _, err := strconv.Atoi(v); err != nil {
				return true
			}
		}
	}
	return false
}

// announce gives a guess to whoever wants to confirm it.
func (r *Reader) announce(label string, o opened, res resolution, dates string) {
	if r.OnGuess == nil || !res.guessed && dates == "" {
		return
	}
	g := Guess{File: label, Format: o.format, Encoding: string(o.cs), Header: res.header, Columns: res.columns, Mapping: res.mapping, Dates: dates}
	for f, c := range res.picks {
		if c >= 0 {
			g.Fields = append(g.Fields, GuessedField{Field: fieldNames[f], Column: res.columns[c], Example: clipRunes(res.cols[c].first, 60)})
		}
	}
	r.OnGuess(g)
}

func clipRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}
