package en

import "strings"

// Plural returns the plural of a lower-case English noun or noun phrase; of a
// phrase, that of its last word. It knows the regular spellings and the
// irregular nouns below, not which nouns have no plural.
func Plural(word string) string {
	head, noun := "", word
	if i := strings.LastIndexAny(word, " -"); i >= 0 {
		head, noun = word[:i+1], word[i+1:]
	}
	return head + plural(noun)
}

func plural(w string) string {
	if p, ok := irregular[w]; ok {
		return p
	}
	for _, suffix := range [...]string{"woman", "man"} {
		if s, ok := strings.CutSuffix(w, suffix); ok {
			return s + suffix[:len(suffix)-2] + "en"
		}
	}
	switch {
	case w == "":
		return w
	case hasSuffix(w, "s", "x", "z", "ch", "sh"):
		return w + "es"
	case len(w) > 1 && w[len(w)-1] == 'y' && strings.IndexByte("aeiou", w[len(w)-2]) < 0:
		return w[:len(w)-1] + "ies"
	}
	return w + "s"
}

func hasSuffix(w string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}

// irregular holds nouns that the rules get wrong: f to ves (scarf but not
// cuff), o to oes, old and foreign plurals, a ch said as k, and words that
// are their own plural. It is only read.
var irregular = map[string]string{
	"calf": "calves", "elf": "elves", "half": "halves", "hoof": "hooves", "knife": "knives", "leaf": "leaves",
	"life": "lives", "loaf": "loaves", "scarf": "scarves", "self": "selves", "sheaf": "sheaves", "shelf": "shelves",
	"thief": "thieves", "wife": "wives", "wolf": "wolves",
	"echo": "echoes", "hero": "heroes", "mango": "mangoes", "potato": "potatoes", "tomato": "tomatoes", "torpedo": "torpedoes",
	"child": "children", "foot": "feet", "goose": "geese", "mouse": "mice", "ox": "oxen", "person": "people", "tooth": "teeth",
	"beau": "beaux", "chateau": "chateaux", "trousseau": "trousseaux",
	"analysis": "analyses", "axis": "axes", "basis": "bases", "crisis": "crises", "oasis": "oases", "thesis": "theses",
	"criterion": "criteria", "phenomenon": "phenomena", "medium": "media", "stimulus": "stimuli", "index": "indices",
	"epoch": "epochs", "monarch": "monarchs", "stomach": "stomachs", "tech": "techs", "quiz": "quizzes", "fez": "fezzes",
	"german": "germans", "human": "humans", "roman": "romans", "talisman": "talismans", "ottoman": "ottomans",
	"bourgeois": "bourgeois", "chassis": "chassis", "deer": "deer", "series": "series", "sheep": "sheep", "species": "species",
	"chamois": "chamois", "corps": "corps", "culottes": "culottes", "dungarees": "dungarees", "glasses": "glasses",
	"jeans": "jeans", "leggings": "leggings", "overalls": "overalls", "pants": "pants", "pyjamas": "pyjamas",
	"pajamas": "pajamas", "scissors": "scissors", "shorts": "shorts", "slacks": "slacks", "sunglasses": "sunglasses",
	"tights": "tights", "trousers": "trousers", "clothes": "clothes", "joggers": "joggers", "chinos": "chinos",
}
