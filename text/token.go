package text

// Type is what sort of thing a token is.
type Type uint8

// The types of token.
const (
	Word    Type = iota + 1 // of an alphabet, or of Chinese, Japanese or Korean
	Number                  // digits, with points and commas inside
	Hashtag                 // #tag, or #tag# as on Weibo; Text is without the signs
	AtName                  // @name; Text is without the sign
	URL                     // a web address
	Emoji                   // one pictograph as a reader sees it
)

// Token is a word or sign found in a text s.
type Token struct {
	Text       string // what it says; filters may change it
	Start, End int    // bytes of s it stands for: s[Start:End]
	Type       Type
}
