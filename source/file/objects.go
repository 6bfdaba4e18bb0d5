package file

// objects is the table of JSON and JSONL: each record one object, a column
// for every path in it.
type objects struct {
	label   string
	recs    buffered
	limit   int // Limits.Columns
	columns []string
	paths   [numFields]string
	buf     []byte
}

// previewDepth is how deep a preview looks for columns: Reddit's posts lie at
// "data.title", one below.
const previewDepth = 4

func (o *objects) preview() (preview, error) {
	p := preview{named: true}
	at := map[string]int{}
	err := o.recs.readAhead(func(text []byte) (bool, error) {
		var cells []string
		c := jsonCursor{b: text}
		ok := flatten(&c, "", 0, func(path, value string) {
			i, known := at[path]
			if !known {
				i = len(p.columns)
				at[path] = i
				p.columns = append(p.columns, path)
			}
			for len(cells) <= i {
				cells = append(cells, "")
			}
			cells[i] = value
		})
		if len(p.columns) > o.limit {
			return false, &LimitError{File: o.label, Limit: "Columns", Value: int64(o.limit)}
		}
		if ok && len(cells) > 0 {
			p.rows = append(p.rows, cells)
		}
		return ok && len(cells) > 0, nil
	})
	p.queued, p.failed = len(o.recs.queue), o.recs.broken()
	o.columns = p.columns
	return p, err
}

// flatten gives every value of an object with its dotted path.
func flatten(c *jsonCursor, prefix string, depth int, use func(path, value string)) bool {
	return c.members(func(key []byte) bool {
		path := prefix + string(key)
		if c.peek() == '{' && depth < previewDepth {
			return flatten(c, path+".", depth+1, use)
		}
		cell, _, ok := c.text(nil, depth)
		if ok {
			use(path, string(cell))
		}
		return ok
	})
}

func (o *objects) bind(_ bool, columns [numFields]int) {
	for f, c := range columns {
		if c >= 0 {
			o.paths[f] = o.columns[c]
		}
	}
}

func (o *objects) next(r *row) error {
	rec, err := o.recs.next()
	*r = row{line: rec.line, raw: rec.text, problem: rec.bad}
	if err != nil || rec.bad != "" {
		return err
	}
	o.buf = o.buf[:0]
	c := jsonCursor{b: rec.text}
	switch {
	case c.peek() != '{':
		r.problem = "not a JSON object"
	case !o.fill(&c, o.paths, 0, &r.cells) || c.peek() != 0 || c.i < len(c.b):
		r.problem = "not valid JSON"
	}
	return nil
}

// fill walks one object and keeps the values whose paths are wanted; rest is
// what is left of each field's path at this depth.
func (o *objects) fill(c *jsonCursor, rest [numFields]string, depth int, cells *[numFields][]byte) bool {
	return c.members(func(key []byte) bool {
		var below [numFields]string
		leaf, inner := false, false
		for f, path := range rest {
			switch {
			case path == "" || len(path) < len(key) || path[:len(key)] != string(key):
			case len(path) == len(key):
				leaf = true
			case path[len(key)] == '.':
				below[f], inner = path[len(key)+1:], true
			}
		}
		if inner && c.peek() == '{' && depth < maxDepth {
			return o.fill(c, below, depth+1, cells)
		}
		if !leaf {
			return c.skip(depth)
		}
		cell, buf, ok := c.text(o.buf, depth)
		o.buf = buf
		for f, path := range rest {
			if path != "" && path == string(key) {
				cells[f] = cell
			}
		}
		return ok
	})
}
