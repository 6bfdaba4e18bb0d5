package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed templates/*.gohtml templates/style.css
var templateFiles embed.FS

// WriteHTML writes the report as one HTML file that fetches nothing: its
// content security policy forbids it. It reads without scripts, since it has
// none. Whatever came from outside (titles, quotes, labels, reasons) is
// escaped where it stands; an address becomes a link only when it is http or
// https. The same report gives the same bytes.
func WriteHTML(w io.Writer, r *Report) error {
	lang, err := loadWords(r.Lang)
	if err != nil {
		return err
	}
	css, err := templateFiles.ReadFile("templates/style.css")
	if err != nil {
		return fmt.Errorf("report: style: %w", err)
	}
	t, err := template.New("").Funcs(template.FuncMap{
		"onPage": func(p sheet, c cardView) cardArgs { return cardArgs{p, c} },
		"rowsOn": func(p sheet, rows []rowView, ranked bool) rowArgs { return rowArgs{p, rows, ranked} },
	}).ParseFS(templateFiles, "templates/*.gohtml")
	if err != nil {
		return fmt.Errorf("report: templates: %w", err)
	}
	var b bytes.Buffer // a failure half way must not leave half a page
	if err := t.ExecuteTemplate(&b, "report", sheet{newPage(r, lang), template.CSS(css)}); err != nil {
		return fmt.Errorf("report: html: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("report: html: %w", err)
	}
	return nil
}

// sheet is a page with its style, what the outermost template is given.
type sheet struct {
	*page
	CSS template.CSS
}

// A template takes one value; these pair what a part shows with the page
// whose words it uses.
type (
	cardArgs struct {
		Page sheet
		Card cardView
	}
	rowArgs struct {
		Page   sheet
		Rows   []rowView
		Ranked bool
	}
)
