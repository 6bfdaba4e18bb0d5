package taxonomy

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// decodePack reads pack.yaml.
func decodePack(data []byte, bad *problems) *Pack {
	r := reader{packFile, bad}
	p := &Pack{Title: map[string]string{}}
	p.Rules.Relevance.Threshold = 1
	n := r.root(data)
	if n == nil {
		return p
	}
	r.fields(n, "name, version, title, extends, core, context, hints, stop, proper, company, relevance", func(k string, v *yaml.Node) bool {
		switch k {
		case "name":
			p.Name = r.str(v)
		case "version":
			p.Version = int(r.number(v))
		case "title":
			r.fields(v, "en, zh", func(lang string, v *yaml.Node) bool {
				p.Title[lang] = r.str(v)
				return lang == "en" || lang == "zh"
			})
		case "extends":
			p.extends = r.str(v)
		case "context":
			p.Rules.Context = r.byLang(v)
		case "core":
			p.Rules.Core = r.byLang(v)
		case "hints":
			p.Rules.Hints = r.byLang(v)
		case "stop":
			p.Rules.Stop = r.byLang(v)
		case "proper":
			p.Rules.Proper = r.kinds(v)
		case "company":
			p.Rules.Company = r.company(v)
		case "relevance":
			p.Rules.Relevance = r.relevance(v)
		default:
			return false
		}
		return true
	})
	if !slugForm.MatchString(p.Name) {
		bad.add(packFile, n.Line, "name %q is not a slug; use lower-case letters, digits and single hyphens", p.Name)
	}
	if p.Version < 1 {
		bad.add(packFile, n.Line, "version is missing; start with 1 and raise it with every change")
	}
	for _, lang := range languages {
		if p.Title[lang] == "" {
			bad.add(packFile, n.Line, "title has no %q; name the pack in both languages", lang)
		}
	}
	return p
}

func (r reader) company(n *yaml.Node) (c Company) {
	r.fields(n, "kinds, window", func(k string, v *yaml.Node) bool {
		switch k {
		case "kinds":
			c.Kinds = r.kinds(v)
		case "window":
			c.Window = int(r.number(v))
		default:
			return false
		}
		return true
	})
	return c
}

func (r reader) relevance(n *yaml.Node) Relevance {
	out := Relevance{Threshold: 1, Weights: map[Kind]float64{}}
	r.fields(n, "threshold, weights, core, context, hint, weak, dilute", func(k string, v *yaml.Node) bool {
		switch k {
		case "threshold":
			if out.Threshold = r.number(v); out.Threshold == 0 {
				r.bad.add(r.file, v.Line, "threshold 0 would call every document relevant; 1 is usual")
			}
		case "weights":
			r.fields(v, "the kinds", func(k string, w *yaml.Node) bool {
				kind := r.kind(&yaml.Node{Kind: yaml.ScalarNode, Value: k, Line: w.Line})
				if kind != "" {
					out.Weights[kind] = r.number(w)
				}
				return true
			})
		case "context":
			out.Context = r.number(v)
		case "core":
			out.Core = r.number(v)
		case "hint":
			out.Hint = r.number(v)
		case "weak":
			r.fields(v, "kinds, cap", func(k string, w *yaml.Node) bool {
				switch k {
				case "kinds":
					out.Weak = r.kinds(w)
				case "cap":
					out.WeakCap = r.number(w)
				default:
					return false
				}
				return true
			})
		case "dilute":
			out.Dilute = int(r.number(v))
		default:
			return false
		}
		return true
	})
	return out
}

// decodeConcepts reads one concept file.
func decodeConcepts(file string, data []byte, bad *problems) []entry {
	r := reader{file, bad}
	n := r.root(data)
	if n == nil {
		return nil
	}
	var kind Kind
	var list *yaml.Node
	r.fields(n, "kind, concepts", func(k string, v *yaml.Node) bool {
		switch k {
		case "kind":
			kind = r.kind(v)
		case "concepts":
			list = v
		default:
			return false
		}
		return true
	})
	if list == nil || list.Kind != yaml.SequenceNode {
		bad.add(file, n.Line, "want a list under the key concepts")
		return nil
	}
	var out []entry
	for _, c := range list.Content {
		if e, ok := r.entry(c, kind); ok {
			out = append(out, e)
		}
	}
	return out
}

// entry reads one concept; kind is the file's default.
func (r reader) entry(n *yaml.Node, kind Kind) (entry, bool) {
	before := len(r.bad.list)
	e := entry{file: r.file, line: n.Line}
	e.Kind = kind
	e.Labels, e.Aliases = map[string]string{}, map[string][]string{}
	r.fields(n, "id, kind, en, zh, also, parents, implies, ambiguous, hex, plural", func(k string, v *yaml.Node) bool {
		switch k {
		case "id":
			e.slug = r.str(v)
		case "kind":
			e.Kind = r.kind(v)
		case "en", "zh":
			e.Labels[k] = r.name(v)
		case "also":
			e.Aliases = r.byLang(v)
		case "parents":
			e.Parents = r.list(v, r.str)
		case "implies":
			e.implies = r.list(v, r.str)
		case "ambiguous":
			if v.Kind == yaml.ScalarNode && (v.Value == "all" || v.Value == "true") {
				e.allAmbiguous = true
			} else {
				e.Ambiguous = r.list(v, r.name)
			}
		case "hex":
			e.Hex = strings.ToLower(r.str(v))
		case "plural":
			e.Invariable = !r.truth(v)
		default:
			return false
		}
		return true
	})
	if !slugForm.MatchString(e.slug) {
		r.bad.add(r.file, n.Line, "id %q is not a slug; use lower-case letters, digits and single hyphens", e.slug)
	}
	if e.Kind == "" {
		r.bad.add(r.file, n.Line, "%s has no kind; give one, or one for the file above concepts", e.slug)
	}
	for _, lang := range languages {
		if e.Labels[lang] == "" {
			r.bad.add(r.file, n.Line, "%s has no %s label; add %s: ...", e.slug, lang, lang)
		}
	}
	if e.Hex != "" && !hexForm.MatchString(e.Hex) {
		r.bad.add(r.file, n.Line, "%s: hex %q is not a colour; write it like \"#c0ffee\"", e.slug, e.Hex)
	}
	if e.Hex != "" && e.Kind != Colour {
		r.bad.add(r.file, n.Line, "%s: only colours have a hex; remove it", e.slug)
	}
	e.ID = string(e.Kind) + "/" + e.slug
	return e, len(r.bad.list) == before
}
