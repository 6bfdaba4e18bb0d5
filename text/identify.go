package text

import "hemline/text/zh"

// maxIdentified is how many bytes of a text are looked at to tell its
// language: beyond a page more text changes nothing.
const maxIdentified = 8 << 10

// Identify tells the language of s by its script and, among languages in
// Latin letters, by letter sequences and function words. Und means that there
// is too little to tell or that the language is none of those listed.
//
// Chinese with foreign words in it is Chinese; Japanese needs kana. Chinese
// is Traditional when it has more characters that only that form writes than
// such of the simplified one; text with neither is taken for Simplified.
func Identify(s string) Lang {
	l, _ := IdentifyConfidence(s)
	return l
}

// IdentifyConfidence is Identify with how sure it is, from 0 to 1: the share
// of the script that decided, or the language's probability among those in
// Latin letters.
func IdentifyConfidence(s string) (Lang, float64) {
	var t tally
	t.add(s)
	return t.decide()
}

// identifyDocument tells the language of title and body together.
func identifyDocument(d *Document) Lang {
	var t tally
	t.add(d.Title)
	t.add(d.Body)
	l, _ := t.decide()
	return l
}

// tally counts what a text is written with.
type tally struct {
	bytes                  int // looked at so far
	han, simplified, trad  int // characters; those of one form only
	kana, no, hangul       int // no counts の, which Chinese advertising borrows
	words, letters, others int // Latin words and letters; letters of other scripts
	latin                  latinScore
}

// add counts s until maxIdentified bytes have been seen in all.
func (t *tally) add(s string) {
	s = s[:min(len(s), maxIdentified-t.bytes)]
	t.bytes += len(s)
	inWord := false
	for i := 0; i < len(s); {
		r, n := decode(s, i)
		c := classOf(r)
		if r == 'h' && !inWord {
			if skip := addressLen(s, i); skip > 0 {
				i += skip
				continue
			}
		}
		i += n
		if isLatin(r, c) {
			if !inWord {
				t.words++
			}
			inWord = true
			t.letters++
			continue
		}
		inWord = false
		switch c {
		case han:
			t.countHan(r)
		case hiragana, katakana:
			if r == 'の' {
				t.no++
			} else {
				t.kana++
			}
		case hangul:
			t.hangul++
		case latin:
			t.others++
		}
	}
	if t.words > 0 {
		t.latin.add(s)
	}
}

// isLatin reports whether r, of class c, is a letter of the Latin alphabet.
func isLatin(r rune, c class) bool {
	return c == latin && (r < 0x250 || r >= 0x1E00 && r < 0x1F00)
}

// latinWeight is how many Latin words weigh as much as one CJK character:
// "Louis Vuitton 秋冬" is Chinese, "The qipao (旗袍) is back" is English.
const latinWeight = 0.6

// kanaShare is the least share of kana in Japanese. Headlines full of
// Chinese characters still have a quarter; Chinese with a borrowed brand or
// exclamation rarely a tenth.
const kanaShare = 0.15

func (t *tally) decide() (Lang, float64) {
	cjk := t.han + t.kana + t.no + t.hangul
	weight := float64(cjk) + latinWeight*float64(t.words) + 0.2*float64(t.others)
	switch {
	case weight == 0:
		return Und, 0
	case float64(cjk) >= latinWeight*float64(t.words) && cjk > t.others/5:
		l, sure := t.decideCJK(cjk)
		return l, sure * float64(cjk) / weight
	case t.others > t.letters:
		return Und, float64(t.others) / float64(t.others+t.letters)
	}
	return t.latin.decide()
}

// decideCJK tells Chinese, Japanese and Korean apart.
func (t *tally) decideCJK(cjk int) (Lang, float64) {
	kana := t.kana
	if t.simplified == 0 {
		kana += t.no
	}
	switch {
	case 2*t.hangul > cjk:
		return Korean, float64(t.hangul) / float64(cjk)
	case t.hangul > t.han+kana:
		return Korean, 0.5
	case kana > 0 && float64(kana) >= kanaShare*float64(t.han+t.kana+t.no) && kana > t.simplified:
		return Japanese, 1 - float64(t.simplified)/float64(kana+t.simplified)
	}
	marked := float64(t.simplified + t.trad)
	switch {
	case t.trad > t.simplified:
		return Traditional, float64(t.trad) / marked
	case marked == 0:
		return Simplified, 0.6 // by far the more common of the two
	}
	return Simplified, float64(t.simplified) / marked
}

func (t *tally) countHan(r rune) {
	t.han++
	switch zh.FormOf(r) {
	case zh.OnlySimplified:
		t.simplified++
	case zh.OnlyTraditional:
		t.trad++
	}
}
