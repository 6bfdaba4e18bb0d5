package corpus

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"hemline/text"
)

// edit makes a planted text out of a real one.
type edit struct {
	name string
	copy bool // still the same story
	make func(r *rand.Rand, s string) (string, bool)
}

// cutTail leaves out up to a fifth of the end, at least one rune.
func cutTail(r *rand.Rand, s string) (string, bool) {
	rs := []rune(s)
	n := 1 + r.IntN(max(1, len(rs)/5))
	return string(rs[:len(rs)-n]), len(rs) >= 8
}

func insert1(what string) func(*rand.Rand, string) (string, bool) {
	return func(r *rand.Rand, s string) (string, bool) {
		rs := []rune(s)
		at := r.IntN(len(rs) + 1)
		return string(rs[:at]) + what + string(rs[at:]), true
	}
}

func always(f func(string) string) func(*rand.Rand, string) (string, bool) {
	return func(_ *rand.Rand, s string) (string, bool) { return f(s), true }
}

// otherNumber changes the first number.
func otherNumber(r *rand.Rand, s string) (string, bool) {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return "", false
	}
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	return s[:i] + fmt.Sprint(1000+r.IntN(8000)) + s[j:], true
}

// otherFront puts other runes in the place of the first n.
func otherFront(front string) func(*rand.Rand, string) (string, bool) {
	n := utf8.RuneCountInString(front)
	return func(_ *rand.Rand, s string) (string, bool) {
		rs := []rune(s)
		if len(rs) < n+4 || strings.HasPrefix(s, front) {
			return "", false
		}
		return front + string(rs[n:]), true
	}
}

// otherNews keeps the first half and says something else.
func otherNews(news string) func(*rand.Rand, string) (string, bool) {
	return func(_ *rand.Rand, s string) (string, bool) {
		rs := []rune(s)
		return string(rs[:len(rs)/2]) + news, len(rs) < 4*utf8.RuneCountInString(news)
	}
}

// TestPlantedEdits plants edited copies of real titles, and titles of the same
// pattern that are other news, and counts what the store takes for copies.
func TestPlantedEdits(t *testing.T) {
	chinese := []edit{
		{"emoji", true, insert1("😍")},
		{"punctuation", true, insert1("！")},
		{"space", true, insert1(" ")},
		{"hashtag", true, always(func(s string) string { return "#" + s + "#" })},
		{"brackets", true, always(func(s string) string { return "【" + s + "】" })},
		{"cut tail", true, cutTail},
		{"dots", true, func(r *rand.Rand, s string) (string, bool) { c, ok := cutTail(r, s); return c + "…", ok }},
		{"other number", false, otherNumber},
		{"other name", false, otherFront("苏小禾")},
		{"other place", false, otherFront("岭南")},
		{"other news", false, otherNews("在巴黎走秀")},
	}
	english := []edit{
		{"emoji", true, insert1("😍")},
		{"upper case", true, always(strings.ToUpper)},
		{"quotes", true, always(func(s string) string { return "“" + s + "”" })},
		{"exclamation", true, always(func(s string) string { return s + "!!" })},
		{"cut tail", true, cutTail},
		{"typo", true, insert1("x")},
		{"other number", false, otherNumber},
		{"other name", false, otherFront("Marguerite Oyelaran")},
		{"other news", false, otherNews(" walks for a new house in Milan this week")},
	}
	for _, c := range [...]struct {
		name  string
		lang  text.Lang
		base  []Entry
		edits []edit
	}{
		{"weibo", text.Simplified, weiboSample(t), chinese},
		{"huffpost", text.English, huffpostSample(t), english},
	} {
		t.Run(c.name, func(t *testing.T) { plant(t, c.lang, c.base, c.edits) })
	}
}

func plant(t *testing.T, lang text.Lang, base []Entry, edits []edit) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "planted.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	add(t, s, base...)
	stories := storiesOf(t, s)
	r := rand.New(rand.NewPCG(7, 7))
	type planted struct{ edit, base int }
	var entries []Entry
	var of []planted
	for i, b := range base {
		n := utf8.RuneCountInString(b.Document.Title)
		if n < 6 || lang == text.English && n < 20 || stories[b.Document.ID] != b.Document.ID {
			continue
		}
		k := i % len(edits)
		title, ok := edits[k].make(r, b.Document.Title)
		if !ok {
			continue
		}
		d := b.Document
		d.ID = mix(d.ID) | 1
		d.Title = title
		d.Time = d.Time.AddDate(0, 0, 1+r.IntN(60))
		entries = append(entries, Entry{Document: d})
		of = append(of, planted{k, i})
	}
	add(t, s, entries...)
	stories = storiesOf(t, s)
	made, merged := make([]int, len(edits)), make([]int, len(edits))
	right, wrong, copies := 0, 0, 0
	for i, p := range of {
		same := stories[entries[i].Document.ID] == base[p.base].Document.ID
		made[p.edit]++
		if same {
			merged[p.edit]++
		}
		switch {
		case edits[p.edit].copy:
			copies++
			if same {
				right++
			}
		case same:
			wrong++
		}
	}
	for k, e := range edits {
		t.Logf("%-13s copy=%-5v %5d planted, %5d taken for copies", e.name, e.copy, made[k], merged[k])
	}
	recall, precision := float64(right)/float64(copies), float64(right)/float64(right+wrong)
	t.Logf("recall %.4f, precision %.4f", recall, precision)
	if recall < 0.9 || precision < 0.97 {
		t.Errorf("recall %.4f, precision %.4f: want at least 0.90 and 0.97", recall, precision)
	}
}

// weiboSample takes one title in thirty.
func weiboSample(t *testing.T) []Entry {
	var out []Entry
	i := 0
	eachWeibo(t, 5000, func(batch []Entry) {
		for _, e := range batch {
			if i++; i%30 == 0 {
				e.Mentions = nil
				out = append(out, e)
			}
		}
	})
	return out
}

func huffpostSample(t *testing.T) []Entry {
	f, err := os.Open(dataFile(t, "huffpost_2018_2022.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []Entry
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		var row struct{ Headline, Date string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.DateOnly, row.Date)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Entry{Document: text.Document{ID: mix(uint64(len(out))), Time: at, Lang: text.English, Source: "huffpost", Title: row.Headline}})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
