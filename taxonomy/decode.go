package taxonomy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// entry is a concept as a file gives it, with where it stands: parents and
// implied concepts are not resolved yet.
type entry struct {
	Concept
	slug         string
	implies      []string
	allAmbiguous bool
	file         string
	line         int
}

// maxDepth bounds the nesting of a YAML file; the schema needs 5.
const maxDepth = 12

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hexForm  = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	yamlLine = regexp.MustCompile(`line (\d+)`)
)

// reader walks the YAML nodes of one file. It reads nodes rather than
// structs because every complaint has to name its line.
type reader struct {
	file string
	bad  *problems
}

// root parses a file into its top mapping, nil when there is none.
func (r reader) root(data []byte) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		line := 1
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		r.bad.add(r.file, line, "not valid YAML (%v); check quotes, colons and indentation", err)
		return nil
	}
	if len(doc.Content) == 0 {
		r.bad.add(r.file, 1, "the file is empty; write its keys or remove it")
		return nil
	}
	n := doc.Content[0]
	if !r.plain(n, 0) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.bad.add(r.file, n.Line, "want keys and values at the top")
		return nil
	}
	return n
}

// plain refuses anchors and deep nesting, which the schema has no use for
// and which can make a small file expand without end.
func (r reader) plain(n *yaml.Node, depth int) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.bad.add(r.file, n.Line, "anchors and aliases are not allowed; write the value out")
		return false
	}
	if depth > maxDepth {
		r.bad.add(r.file, n.Line, "nested deeper than %d levels", maxDepth)
		return false
	}
	for _, c := range n.Content {
		if !r.plain(c, depth+1) {
			return false
		}
	}
	return true
}

// fields calls set for each key of a mapping; set returns false for a key it
// does not know.
func (r reader) fields(n *yaml.Node, known string, set func(key string, v *yaml.Node) bool) {
	if n.Kind != yaml.MappingNode {
		r.bad.add(r.file, n.Line, "want keys and values here: %s", known)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if seen[k.Value] {
			r.bad.add(r.file, k.Line, "key %q is given twice; remove one", k.Value)
			continue
		}
		seen[k.Value] = true
		if !set(k.Value, n.Content[i+1]) {
			r.bad.add(r.file, k.Line, "unknown key %q; known are %s", k.Value, known)
		}
	}
}

func (r reader) str(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.bad.add(r.file, n.Line, "want a text here")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// name reads a text that the matcher will look for.
func (r reader) name(n *yaml.Node) string {
	s := r.str(n)
	switch {
	case n.Kind != yaml.ScalarNode:
	case s == "":
		r.bad.add(r.file, n.Line, "empty name; remove it")
	case !utf8.ValidString(s):
		r.bad.add(r.file, n.Line, "%q is not UTF-8; save the file as UTF-8", s)
	case utf8.RuneCountInString(s) > maxName:
		r.bad.add(r.file, n.Line, "a name has at most %d characters; shorten %.20q...", maxName, s)
	case key(s) == "":
		r.bad.add(r.file, n.Line, "%q has no letter or digit; remove it", s)
	default:
		return s
	}
	return ""
}

// list reads a list of texts, or a single one.
func (r reader) list(n *yaml.Node, one func(*yaml.Node) string) []string {
	if n.Kind == yaml.ScalarNode {
		n = &yaml.Node{Kind: yaml.SequenceNode, Line: n.Line, Content: []*yaml.Node{n}}
	}
	if n.Kind != yaml.SequenceNode {
		r.bad.add(r.file, n.Line, "want a list here: [a, b]")
		return nil
	}
	var out []string
	for _, c := range n.Content {
		if s := one(c); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// byLang reads {en: ..., zh: ...} with lists.
func (r reader) byLang(n *yaml.Node) map[string][]string {
	out := map[string][]string{}
	r.fields(n, "en, zh", func(lang string, v *yaml.Node) bool {
		if !slices.Contains(languages[:], lang) {
			return false
		}
		out[lang] = r.list(v, r.name)
		return true
	})
	return out
}

func (r reader) kind(n *yaml.Node) Kind {
	k := Kind(r.str(n))
	if !slices.Contains(Kinds, k) {
		r.bad.add(r.file, n.Line, "unknown kind %q; use one of %v", k, Kinds)
		return ""
	}
	return k
}

func (r reader) kinds(n *yaml.Node) []Kind {
	var out []Kind
	r.list(n, func(c *yaml.Node) string { out = append(out, r.kind(c)); return "" })
	return out
}

func (r reader) number(n *yaml.Node) float64 {
	v, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || v < 0 || v > 1e9 || v != v {
		r.bad.add(r.file, n.Line, "want a number from 0 to 1e9 here")
		return 0
	}
	return v
}

func (r reader) truth(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.bad.add(r.file, n.Line, "want true or false here")
		return false
	}
	return n.Value == "true"
}
