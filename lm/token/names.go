package token

import "sort"

// names finds the longest of many names that begins a text. It is a sorted list
// narrowed byte by byte, so that names with one beginning, or long ones that
// nearly match, cost no more than the bytes they share with the text.
type names struct {
	list []string // sorted
	at   []int32  // what each stands for
}

func (l *names) add(name string, at int32) {
	l.list = append(l.list, name)
	l.at = append(l.at, at)
}

// order has to be called between adding and finding.
func (l *names) order() { sort.Stable(l) }

// Len, Less and Swap are for sort.Stable.
func (l *names) Len() int           { return len(l.list) }
func (l *names) Less(i, j int) bool { return l.list[i] < l.list[j] }
func (l *names) Swap(i, j int) {
	l.list[i], l.list[j] = l.list[j], l.list[i]
	l.at[i], l.at[j] = l.at[j], l.at[i]
}

// longest gives what the longest name that begins the text stands for, and the
// name's length, 0 if there is none.
func (l *names) longest(text string) (at int32, n int) {
	lo, hi := 0, len(l.list)
	for k := 0; k < len(text) && lo < hi; k++ {
		b := text[k]
		list := l.list[lo:hi]
		from := sort.Search(len(list), func(i int) bool { return len(list[i]) > k && list[i][k] >= b })
		list = list[from:]
		to := sort.Search(len(list), func(i int) bool { return list[i][k] > b })
		lo, hi = lo+from, lo+from+to
		if lo < hi && len(l.list[lo]) == k+1 {
			at, n = l.at[lo], k+1
		}
	}
	return at, n
}
