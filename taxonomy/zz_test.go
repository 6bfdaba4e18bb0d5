package taxonomy

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

func TestZZDump(t *testing.T) {
	m := fashionMatcher(t)
	f, _ := os.Create("/tmp/tx/feat.jsonl")
	defer f.Close()
	w := bufio.NewWriter(f)
	defer w.Flush()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for set, ss := range map[string][]sample{"zh": zhHeadlines(t), "hp": huffpost(t), "hc": huffpostCategories(t), "rd": reddit(t)} {
		for _, s := range ss {
			dump(m, e, set, s)
		}
	}
	for _, x := range weiboTitles(t) {
		dump(m, e, "wb", sample{"", x, false})
	}
}
func dump(m *Matcher, e *json.Encoder, set string, s sample) {
	ms, un, cw, kw, hw := [][2]string{}, [][2]string{}, []string{}, []string{}, []string{}
	for _, x := range m.Match(nil, s.text) {
		ms = append(ms, [2]string{x.Concept, s.text[x.Start:x.End]})
	}
	for h := m.next(s.text, 0); h.name >= 0; h = m.next(s.text, h.end) {
		n := m.names[h.name]
		fl := n.flags
		w := s.text[h.start:h.end]
		if n.concept >= 0 && fl&ambiguous == 0 {
			un = append(un, [2]string{m.pack.concepts[n.concept].ID, w})
		}
		if fl&core != 0 {
			kw = append(kw, w)
		} else if fl&context != 0 {
			cw = append(cw, w)
		} else if fl&hint != 0 {
			hw = append(hw, w)
		}
	}
	if len(ms)+len(cw)+len(kw)+len(hw) > 0 || set != "wb" {
		e.Encode(map[string]any{"set": set, "l": s.label, "y": s.relevant, "m": ms, "u": un, "c": cw, "k": kw, "h": hw, "t": s.text[:min(len(s.text), 300)], "n": len(s.text)})
	}
}
