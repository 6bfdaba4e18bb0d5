package report

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var voidElements = []string{"meta", "link", "br", "hr", "img", "input"}

// wellFormed checks what a lenient parser would mend in silence, and what the
// page promises: unique ids, links that lead somewhere, nothing fetched,
// nothing run.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	ids, wanted := make(map[string]bool), make(map[string]bool)
	var stack []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			break
		}
		tok := z.Token()
		switch kind {
		case html.EndTagToken:
			if len(stack) == 0 || stack[len(stack)-1] != tok.Data {
				t.Fatalf("</%s> closes %v", tok.Data, stack)
			}
			stack = stack[:len(stack)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			if kind == html.StartTagToken && !slices.Contains(voidElements, tok.Data) {
				stack = append(stack, tok.Data)
			}
			if slices.Contains([]string{"script", "iframe", "object", "embed", "form", "img", "base", "foreignobject"}, tok.Data) {
				t.Errorf("<%s> on the page", tok.Data)
			}
			seen := make(map[string]bool)
			for _, a := range tok.Attr {
				if seen[a.Key] {
					t.Errorf("<%s> has two %s", tok.Data, a.Key)
				}
				seen[a.Key] = true
				switch {
				case strings.HasPrefix(a.Key, "on"):
					t.Errorf("<%s %s=%q>", tok.Data, a.Key, a.Val)
				case a.Key == "id":
					if ids[a.Val] {
						t.Errorf("id %q twice", a.Val)
					}
					ids[a.Val] = true
				case a.Key == "aria-labelledby":
					for _, id := range strings.Fields(a.Val) {
						wanted[id] = true
					}
				case a.Key == "src" || a.Key == "srcset" || a.Key == "xlink:href":
					t.Errorf("<%s %s=%q> fetches", tok.Data, a.Key, a.Val)
				case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
					wanted[a.Val[1:]] = true
				case a.Key == "href" && tok.Data == "a":
					if !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "https://") {
						t.Errorf("a link to %q", a.Val)
					}
					if !slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == "rel" && strings.Contains(a.Val, "noopener") }) {
						t.Errorf("the link to %q lacks rel=noopener", a.Val)
					}
				case a.Key == "href" && a.Val != "data:,":
					t.Errorf("<%s href=%q> fetches", tok.Data, a.Val)
				case a.Key == "fill" && strings.HasPrefix(a.Val, "url("):
					wanted[strings.TrimSuffix(strings.TrimPrefix(a.Val, "url(#"), ")")] = true
				}
			}
		case html.TextToken:
			if strings.Contains(tok.Data, "ZgotmplZ") {
				t.Error("the template engine refused a value")
			}
		}
	}
	if len(stack) > 0 {
		t.Errorf("never closed: %v", stack)
	}
	for id := range wanted {
		if !ids[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
	if strings.Contains(page, "@import") || regexp.MustCompile(`url\((?:[^#)])`).MatchString(page) {
		t.Error("the style fetches something")
	}
	if bad := regexp.MustCompile(`="[^"]*\b(?:NaN|[+-]?Inf)\b[^"]*"`).FindString(page); bad != "" {
		t.Errorf("a figure that is none: %s", bad)
	}
	if !strings.Contains(page, `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:">`) &&
		!strings.Contains(page, `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`) {
		t.Error("no content security policy")
	}
}

// visible is the text of the page without its style.
func visible(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
