package app

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar is a progress bar on a terminal and nothing elsewhere.
type bar struct {
	container *mpb.Progress
	bar       *mpb.Bar
}

func (a *App) bar(name string) *bar {
	if !a.Terminal {
		return &bar{}
	}
	p := mpb.New(mpb.WithOutput(a.Stderr), mpb.WithWidth(40))
	return &bar{container: p, bar: p.AddBar(1,
		mpb.PrependDecorators(decor.Name(name+" ")),
		mpb.AppendDecorators(decor.Percentage(decor.WCSyncSpace), decor.Name("  left "), decor.AverageETA(decor.ET_STYLE_GO)),
		mpb.BarRemoveOnComplete())}
}

// set moves the bar to done of total bytes.
func (b *bar) set(done, total int64) {
	if b.bar == nil || total <= 0 {
		return
	}
	b.bar.SetTotal(total, false)
	b.bar.SetCurrent(min(done, total))
}

// done removes the bar and waits until the terminal is free again.
func (b *bar) done() {
	if b.bar == nil {
		return
	}
	b.bar.Abort(true)
	b.container.Wait()
}

// thousands writes 706670 as 706,670.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// table prints rows in columns that also line up in Chinese, whose characters
// are two columns wide.
type table struct{ rows [][]string }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer) error {
	var width []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], runewidth.StringWidth(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", width[i]-runewidth.StringWidth(cell)+2))
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}
