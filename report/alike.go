package report

import "hemline/taxonomy"

// Near is a concept spoken of like another.
type Near struct {
	Concept taxonomy.Concept
	Cosine  float64 // of the vectors a language model gives, see signal/meaning
}

// maxGroups is how many groups of concepts are shown.
const maxGroups = 12

// groupView is concepts that are spoken of alike.
type groupView struct{ Members []memberView }

type memberView struct{ Name, Href, Class, Arrow, Call, P string }

// alike writes the groups out; a member is one of the trends with a card.
func (p *page) alike(r *Report) {
	of := map[string]*Trend{}
	for t := range p.anchors {
		of[t.Concept.ID] = t
	}
	for _, ids := range r.Groups[:min(len(r.Groups), maxGroups)] {
		var g groupView
		for _, id := range ids {
			t := of[id]
			if t == nil {
				continue
			}
			row := p.words.row(t, p.anchors[t])
			g.Members = append(g.Members, memberView{row.Name, row.Anchor, row.Class, row.Arrow, row.Call, row.P})
		}
		if len(g.Members) > 1 {
			p.Groups = append(p.Groups, g)
		}
	}
}

// near names the concepts spoken of like a trend, linked to their cards.
func (p *page) near(t *Trend) []span {
	var names [][]span
	for _, n := range t.Near {
		s := span{Text: conceptName(n.Concept, p.words.lang)}
		if a := p.hrefs[n.Concept.ID]; a != "" {
			s.Href = "#" + a
		}
		names = append(names, []span{s})
	}
	return p.words.list(names)
}
