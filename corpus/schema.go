package corpus

import (
	"context"
	"fmt"
)

const (
	// applicationID marks the file as Hemline's ("Heml" in ASCII), in the
	// place SQLite's header has for it.
	applicationID = 0x48656D6C
	// schemaVersion is kept in the header's user version. Raise it with every
	// change of the tables, and bring older files up to it in openWriting.
	schemaVersion = 1
)

// schema creates the tables of version 1.
//
// documents holds every row, copies too, in the order they came; story is the
// row number of the story's first document, its own for that one. Empty texts
// are NULL. documents_time holds all that counting needs, in the order
// counting reads, so that it never touches the texts. mentions is clustered
// in that same order, so that the two are read side by side. days keeps sums
// a day and scope in the same transaction as the rows they count.
//
// The search index stores no text of its own (content=”). Its terms come
// ready-made, separated by spaces: pairs of characters for Chinese, stems for
// English. Pairs and not FTS5's trigrams, because the most common garment
// words have two characters: 大衣, 汉服. Its segments are merged by eight, not by
// SQLite's four: measured on 700,000 headlines, a tenth faster to fill and no
// slower to search.
const schema = `
CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE scopes (
	id      INTEGER PRIMARY KEY,
	source  TEXT NOT NULL,
	market  TEXT NOT NULL,
	channel TEXT NOT NULL,
	segment TEXT NOT NULL,
	lang    TEXT NOT NULL,
	UNIQUE (source, market, channel, segment, lang)
);
CREATE TABLE concepts (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
);
CREATE TABLE documents (
	n        INTEGER PRIMARY KEY,
	id       INTEGER NOT NULL,
	story    INTEGER NOT NULL,
	time     INTEGER NOT NULL,
	scope    INTEGER NOT NULL,
	heat     REAL NOT NULL,
	relevant INTEGER NOT NULL,
	title    TEXT,
	body     TEXT,
	author   TEXT,
	url      TEXT,
	label    TEXT
);
CREATE UNIQUE INDEX documents_id ON documents (id);
CREATE INDEX documents_time ON documents (time, n, story, scope, heat, relevant);
CREATE INDEX documents_copies ON documents (story) WHERE story <> n;
CREATE TABLE mentions (
	time    INTEGER NOT NULL,
	doc     INTEGER NOT NULL,
	start   INTEGER NOT NULL,
	"end"   INTEGER NOT NULL,
	concept INTEGER NOT NULL,
	PRIMARY KEY (time, doc, start, "end", concept)
) WITHOUT ROWID;
CREATE INDEX mentions_concept ON mentions (concept, time, doc);
CREATE TABLE days (
	day       INTEGER NOT NULL,
	scope     INTEGER NOT NULL,
	documents INTEGER NOT NULL,
	copies    INTEGER NOT NULL,
	relevant  INTEGER NOT NULL,
	mentions  INTEGER NOT NULL,
	PRIMARY KEY (day, scope)
) WITHOUT ROWID;
CREATE TABLE quarantine (
	n      INTEGER PRIMARY KEY,
	source TEXT NOT NULL,
	file   TEXT NOT NULL,
	line   INTEGER NOT NULL,
	hash   INTEGER NOT NULL,
	reason TEXT NOT NULL,
	raw    TEXT NOT NULL,
	UNIQUE (source, file, line, hash)
);
CREATE VIRTUAL TABLE terms USING fts5 (title, body, content='', tokenize='ascii');
INSERT INTO terms (terms, rank) VALUES ('automerge', 8);
`

// create makes the tables in an empty file, all or none.
func create(c *conn) error {
	return c.once(fmt.Sprintf("BEGIN IMMEDIATE;%s PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT;",
		schema, applicationID, schemaVersion))
}

// inspect reports whether the file is a workspace of this version, or holds
// nothing at all.
func inspect(ctx context.Context, c *conn, path string) (current, empty bool, err error) {
	app, err := c.number(ctx, "PRAGMA application_id")
	if err != nil {
		return false, false, explain(path, err)
	}
	version, err := c.number(ctx, "PRAGMA user_version")
	if err != nil {
		return false, false, explain(path, err)
	}
	tables, err := c.number(ctx, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return false, false, explain(path, err)
	}
	switch {
	case app == applicationID && version == schemaVersion:
		return true, false, nil
	case app == applicationID:
		return false, false, fmt.Errorf("corpus: %s was made by another version of Hemline (schema %d, this one has %d): "+
			"use that version, or export with it and import into a new workspace here", path, version, schemaVersion)
	}
	return false, tables == 0 && app == 0, nil
}
