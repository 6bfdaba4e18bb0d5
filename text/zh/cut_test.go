package zh

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// loaded is a segmenter with the stock dictionary, loaded once for all tests.
var loaded = sync.OnceValues(func() (*Segmenter, error) { return New() })

func stock(tb testing.TB) *Segmenter {
	tb.Helper()
	s, err := loaded()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// joined words of a cut, for reading.
func slashed(s *Segmenter, text string) string {
	var words []string
	start := 0
	for _, end := range s.Cut(nil, text) {
		words = append(words, text[start:end])
		start = end
	}
	return strings.Join(words, "/")
}

func TestCut(t *testing.T) {
	for _, want := range []string{
		"设计师/把/刺绣/用/在/西装/领口",
		"她/的/牛仔裤/和/运动鞋/都/是/旧/的",
		"今年/流行/驼色/和/红色",
		"價格/與/顏色", // traditional characters, simplified dictionary
		"羽絨服/的/銷量",
		"一件/T恤/卖/3.5/万元",
		"A4/纸/和/t-shirt",
		"iPhone15/手机",
		"买/了/2,000/件/，/第/3/,/四箱",
		"ＡＢＣ/公司",
		"看/ロングスカート/의류",
		"好看/！/！/👗/ /\n/走",
	} {
		text := strings.ReplaceAll(want, "/", "")
		if got := slashed(stock(t), text); got != want {
			t.Errorf("cut %q\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestCutInvalid(t *testing.T) {
	text := "裙子\xff\xe6衣服"
	if got, want := slashed(stock(t), text), "裙子/\xff/\xe6/衣服"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := stock(t).Cut(nil, ""); len(got) != 0 {
		t.Errorf("nothing cut into %d words", len(got))
	}
}

func TestNewAddsWords(t *testing.T) {
	s, err := New(
		Word{Text: "马面裙"}, Word{Text: "新中式"}, Word{Text: "多巴胺穿搭"}, Word{Text: "A字裙"}, Word{Text: "Y2K风"},
		Word{Text: "美拉德"}, Word{Text: "静奢风"}, Word{Text: "H&M"}, Word{Text: "薄荷曼波風"}, Word{Text: "Polo衫"},
		Word{Text: "の優しい"}, Word{Text: "芭蕾舞鞋", Freq: 1e6},
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"新中式/马面裙/火/了",
		"新中式/馬面裙", // added simplified, found traditional
		"多巴胺穿搭/和/美拉德/配色",
		"静奢风/A字裙/，/a字裙",
		"y2k风/与/薄荷曼波风", // added traditional and in capitals
		"在/H&M/买/的/POLO衫",
		"的/芭蕾舞鞋",
		"の優しい/色",
		"BA/字/裙", // no word begins inside a run of letters
	} {
		text := strings.ReplaceAll(want, "/", "")
		if got := slashed(s, text); got != want {
			t.Errorf("cut %q\n got %s\nwant %s", text, got, want)
		}
	}
	if got := slashed(stock(t), "静奢风"); got == "静奢风" {
		t.Error("the stock dictionary has the added word: segmenters share state")
	}
}

func TestNewRefusesWords(t *testing.T) {
	for _, word := range []string{"", strings.Repeat("长", 33), "𠮷野家", "👗裙"} {
		if _, err := New(Word{Text: word}); err == nil || !strings.Contains(err.Error(), "add word") {
			t.Errorf("adding %q: error %v, want one naming the word", word, err)
		}
	}
}

// TestLowFrequencyLoses shows that a given frequency is taken at its word.
func TestLowFrequencyLoses(t *testing.T) {
	s, err := New(Word{Text: "的裙", Freq: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slashed(s, "红色的裙子"), "红色/的/裙子"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// mixed draws text of all that a cut distinguishes, longer than a window too.
func mixed(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{
		"的", "裙子", "马面裙", "設計師", "A", "b2", "3.5", ",", "T恤", "。", " ", "\n", "の", "スカート",
		"의류", "👗", "é", "\xff", "-", "一心一意", strings.Repeat("x", 70), strings.Repeat("裙", 90),
	})
	return strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "pieces"), "")
}

func TestCutProperties(t *testing.T) {
	s := stock(t)
	rapid.Check(t, func(t *rapid.T) {
		text := mixed(t)
		checkCut(t, s, text)
	})
}

type failer interface{ Fatalf(string, ...any) }

// checkCut checks what holds of every cut: the words are not empty, follow
// each other, make up the text, and divide no character and no run of ASCII
// letters and digits.
func checkCut(t failer, s *Segmenter, text string) {
	prefix := []int{-1}
	ends := s.Cut(prefix, text)
	if ends[0] != -1 {
		t.Fatalf("Cut overwrote what was in dst")
	}
	start := 0
	for _, end := range ends[1:] {
		if end <= start || end > len(text) {
			t.Fatalf("word %d:%d of %q", start, end, text)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[start:end]) {
			t.Fatalf("word %q divides a character of %q", text[start:end], text)
		}
		if end < len(text) && asciiAlnum(text[end-1]) && asciiAlnum(text[end]) {
			t.Fatalf("%q is cut inside a run of letters at byte %d", text, end)
		}
		start = end
	}
	if start != len(text) {
		t.Fatalf("the words of %q end at byte %d of %d", text, start, len(text))
	}
	if again := s.Cut(nil, text); !slices.Equal(again, ends[1:]) {
		t.Fatalf("cutting %q twice gave %v and %v", text, ends[1:], again)
	}
}

func asciiAlnum(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

// TestCutAcrossWindows checks that text without punctuation is cut the same
// wherever a window ends.
func TestCutAcrossWindows(t *testing.T) {
	s := stock(t)
	phrase := "设计师把刺绣用在西装领口"
	want := strings.Split(slashed(s, phrase), "/")
	got := strings.Split(slashed(s, strings.Repeat(phrase, 200)), "/")
	for i, w := range got {
		if w != want[i%len(want)] {
			t.Fatalf("word %d is %q, want %q", i, w, want[i%len(want)])
		}
	}
	if len(got) != 200*len(want) {
		t.Errorf("%d words, want %d", len(got), 200*len(want))
	}
}

func TestCutConcurrently(t *testing.T) {
	s := stock(t)
	want := slashed(s, "年轻人喜欢把爷爷的中山装改成短外套")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := slashed(s, "年轻人喜欢把爷爷的中山装改成短外套"); got != want {
					t.Errorf("got %s, want %s", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzCut(f *testing.F) {
	f.Add("新中式马面裙配T恤，3.5折。")
	f.Add("設計師の服\xff\x80 A-b'c..d")
	f.Add(strings.Repeat("ab12", 100) + strings.Repeat("裙", 300))
	s := stock(f)
	f.Fuzz(func(t *testing.T, text string) { checkCut(t, s, text) })
}
