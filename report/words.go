package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed lang/*.json
var langFiles embed.FS

// words are the messages of one language by key. A message may hold {name}
// for what is filled in; one whose key ends in .one is for a count of one and
// has a partner that ends in .other.
type words struct {
	lang string
	text map[string]string
}

// loadWords reads a language; an unknown one is English.
func loadWords(lang string) (words, error) {
	if lang != "zh" {
		lang = "en"
	}
	b, err := langFiles.ReadFile("lang/" + lang + ".json")
	if err != nil {
		return words{}, fmt.Errorf("report: language %s: %w", lang, err)
	}
	w := words{lang: lang}
	if err := json.Unmarshal(b, &w.text); err != nil {
		return words{}, fmt.Errorf("report: language %s: %w", lang, err)
	}
	return w, nil
}

// T is the message of a key with pairs of name and value filled in. A key
// without message is shown as it is; a test keeps that from happening.
func (w words) T(key string, pairs ...string) string {
	s, ok := w.text[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return s
	}
	old := make([]string, len(pairs))
	for i, p := range pairs {
		if i%2 == 0 {
			p = "{" + p + "}"
		}
		old[i] = p
	}
	return strings.NewReplacer(old...).Replace(s)
}

// N is the message of a count, with {n} filled in beside the pairs.
func (w words) N(key string, n int64, pairs ...string) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return w.T(key+form, append([]string{"n", w.integer(n)}, pairs...)...)
}

// term is the word for one of a known set, such as a kind; what a pack brings
// that is not known is shown as it is.
func (w words) term(set, value string) string {
	if s, ok := w.text[set+"."+value]; ok {
		return s
	}
	return value
}

// span is a piece of a sentence, a link when Href is set.
type span struct{ Text, Href string }

// phrase fills a message with pieces that may be links.
func (w words) phrase(key string, args map[string][]span) []span {
	var out []span
	rest := w.T(key)
	for rest != "" {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(rest[open:], '}')
		if end < 0 {
			break
		}
		if open > 0 {
			out = append(out, span{Text: rest[:open]})
		}
		out = append(out, args[rest[open+1:open+end]]...)
		rest = rest[open+end+1:]
	}
	if rest != "" {
		out = append(out, span{Text: rest})
	}
	return out
}

// list joins items as the language does: "a, b and c".
func (w words) list(items [][]span) []span {
	var out []span
	for i, item := range items {
		switch {
		case i == 0:
		case i == len(items)-1:
			out = append(out, span{Text: w.T("list.last")})
		default:
			out = append(out, span{Text: w.T("list.comma")})
		}
		out = append(out, item...)
	}
	return out
}

func plain(s string) []span { return []span{{Text: s}} }
